"""Going back to the start of a turn, and on again."""

import msgspec
import pytest
from msgspec.structs import replace

from engine import commands as c
from engine.asking import Refused
from engine.decide import decide
from engine.events import Event, Redone, Rewound
from engine.evolve import fold
from engine.preview import preview
from engine.state import Prizes, Room, Table
from engine.told import told
from engine.turnstarts import TurnStarts
from engine.view import document
from tests.engine.table import NOON, Person, aria, bell, bram, fight, goblin, happened, hero, mira, names, otto, take

BACK = c.BacktrackTurn()
REDO = c.BacktrackTurn(redo=True)


class Game:
    """A room with its turn starts, as the actor of a room keeps them."""

    def __init__(self, room: Room, keep: int | None = None) -> None:
        """`room` is live and nothing has begun."""
        self.room, self.turns = room, TurnStarts(keep)
        self.journal: list[list[Event]] = []

    def does(self, person: Person, command: c.Command, *faces: int) -> list[Event]:
        events = decide(self.room, command, person.ask(self.room, *faces, turns=self.turns))
        after = fold(self.room, events)
        self.turns.note(self.room, events, after)
        self.room = after
        self.journal.append(events)
        return events

    def refused(self, person: Person, command: c.Command) -> str:
        with pytest.raises(Refused) as refused:
            self.does(person, command)
        return refused.value.code

    def previews(self, command: c.BacktrackTurn) -> dict[str, object]:
        return preview(self.room, command, mira.ask(self.room, turns=self.turns))


@pytest.fixture
def game() -> Game:
    """Aria has walked and struck the goblin, which now has two hit points; Bram is up."""
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3), goblin("goblin", 5, 1)))
    game.does(mira, c.BeginTurns())
    game.does(aria, take("aria", "move", path=[(2, 1), (3, 1), (4, 1)]))
    game.does(aria, take("aria", "attack", target="goblin", action_id="sword", end_turn=True), 15, 2)
    return game


def played(*everybody, **settings) -> Room:
    """In the order given; the DM has yet to begin."""
    room = fight(*everybody, auto_begin=False, **settings)
    assert room.active is None
    return room


def but_for_the_turn(table: Table) -> Table:
    return replace(table, turn=replace(table.turn, id="", started_at=0))


def test_it_goes_back_to_the_start_of_the_previous_turn(game: Game):
    first = game.turns.table(game.turns.order()[0])
    events = game.does(mira, BACK)
    assert names(events) == ["Rewound"]
    assert but_for_the_turn(game.room.table) == but_for_the_turn(first)
    assert (game.room.active.id, game.room.table.turn.number) == ("aria", 1)
    assert game.room.table.participants["goblin"].hp == 7
    assert game.room.table.participants["aria"].position.x == 1


def test_it_goes_back_to_any_turn_that_stands(game: Game):
    game.does(bram, take("bram", "end"))
    game.does(mira, take("goblin", "end"))
    first, second, *_ = game.turns.order()
    events = game.does(mira, c.BacktrackTurn(to_turn=second))
    (rewound,) = happened(events, Rewound)
    assert len(rewound.undone) == 3
    assert (game.room.active.id, game.room.table.turn_number) == ("bram", 2)
    assert game.turns.order() == (first, game.room.table.turn.id)


def test_a_turn_can_begin_anew(game: Game):
    game.does(bram, take("bram", "move", path=[(2, 3)]))
    game.does(mira, c.BacktrackTurn(to_turn=game.room.table.turn.id))
    assert (game.room.active.id, game.room.table.participants["bram"].position.x) == ("bram", 1)


def test_step_by_step_it_goes_back_to_the_first_and_not_beyond(game: Game):
    game.does(mira, BACK)
    assert game.refused(mira, BACK) == "conflict"
    assert game.refused(mira, c.BacktrackTurn(to_turn="never")) == "unknown_target"


def test_what_was_undone_is_no_turn_to_go_back_to(game: Game):
    _, second = game.turns.order()
    game.does(mira, BACK)
    assert game.refused(mira, c.BacktrackTurn(to_turn=second)) == "unknown_target"


def test_where_nobody_is_up_it_goes_back_to_the_last_turn():
    game = Game(played(hero("aria", 1, 1)))
    game.does(mira, c.BeginTurns())
    game.does(mira, c.Override(entity_id="aria", changes=c.OverrideChanges(hp=0)))
    game.does(mira, c.SkipTurn())
    assert game.room.active is None
    game.does(mira, BACK)
    assert (game.room.active.id, game.room.active.hp) == ("aria", 20)


def test_only_a_dm_rewinds_and_never_behind_the_end(game: Game):
    for person in (aria, bram, otto):
        assert game.refused(person, BACK) == "forbidden"
    game.does(mira, c.EndInteraction())
    assert game.refused(mira, BACK) == "ended"


def test_old_turns_bells_and_commands_hit_nothing():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3), turn_time_limit=90))
    game.does(mira, c.BeginTurns())
    old = game.room.table.turn.id
    game.does(aria, take("aria", "end"))
    game.does(mira, BACK)
    new = game.room.table.turn.id
    assert (game.room.active.id, new != old) == ("aria", True)
    assert game.refused(aria, take("aria", "end", turn_id=old)) == "conflict"
    assert game.refused(bell.after(500), c.ExpireTurn(turn_id=old)) == "conflict"
    assert game.refused(mira, c.SkipTurn(turn_id=old)) == "conflict"


def test_the_clock_is_restored():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3), turn_time_limit=90))
    game.does(mira, c.BeginTurns())
    game.does(aria.after(80), take("aria", "end"))
    game.does(mira.after(100), BACK)
    turn = game.room.table.turn
    assert (turn.remaining, turn.running_since) == (90_000, NOON + 100_000)
    game.does(mira.after(110), REDO)
    turn = game.room.table.turn
    assert (turn.entity_id, turn.remaining, turn.running_since) == ("bram", 70_000, NOON + 110_000)
    game.does(mira.after(120), c.PauseInteraction())
    game.does(mira.after(130), BACK)
    assert (game.room.table.turn.remaining, game.room.table.turn.running_since) == (90_000, 0)


def test_dice_counters_settings_and_words_stay(game: Game):
    game.does(bram, c.SendChat(content="Well struck!"))
    game.does(mira, c.UpdateTurnSettings(resolution_mode="review"))
    lasting = game.room.lasting
    assert lasting.dice.public == 2
    game.does(mira, BACK)
    assert game.room.lasting == lasting


def test_rewards_are_taken_back_and_with_redo_given_again(game: Game):
    prize = c.GrantReward(entity_id="aria", xp=50)
    game.does(mira, prize)
    (reward,) = game.room.table.rewards
    (rewound,) = happened(game.does(mira, BACK), Rewound)
    assert (rewound.taken_back, game.room.table.rewards, game.room.table.participants["aria"].xp) == ((reward,), {}, 0)
    (redone,) = happened(game.does(mira, REDO), Redone)
    assert (redone.given_back, game.room.table.participants["aria"].xp) == ((reward,), 50)


def test_what_was_won_and_taken_back_can_be_won_again():
    room = played(hero("aria", 1, 1), hero("bram", 1, 3))
    room = replace(room, lasting=replace(room.lasting, prizes=Prizes(items={"ring": ring()})))
    game = Game(room)
    game.does(mira, c.BeginTurns())
    game.does(aria, take("aria", "end"))
    game.does(mira, c.GrantReward(entity_id="aria", item_ids=["ring"]))
    assert game.refused(mira, c.GrantReward(entity_id="bram", item_ids=["ring"])) == "unknown_item"
    game.does(mira, BACK)
    game.does(mira, c.GrantReward(entity_id="bram", item_ids=["ring"]))
    assert [item.name for item in game.room.table.participants["bram"].inventory.values()][-1] == "Ring"


def ring():
    from engine.sheet import Item

    return Item(id="ring", item_id="ring", name="Ring")


def test_who_joined_since_is_gone_and_who_left_is_back(game: Game):
    game.does(mira, c.RemoveParticipant(entity_id="goblin"))
    game.does(mira, c.AddParticipant(participant=goblin("wolf", 9, 9)))
    game.does(mira, BACK)
    assert list(game.room.table.participants) == ["aria", "bram", "goblin"]
    assert game.room.table.order == ("aria", "bram", "goblin")


def test_a_missed_turn_that_was_rewound_was_not_missed(game: Game):
    game.does(mira, c.SkipTurn())
    assert game.room.table.missed
    game.does(mira, BACK)
    assert (game.room.table.missed, game.room.active.id) == ({}, "bram")


def test_a_turn_that_was_caught_up_is_caught_up_anew():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3)))
    game.does(mira, c.BeginTurns())
    missed = game.room.table.turn.id
    game.does(mira, c.SkipTurn())
    game.does(aria, c.TakeMissedTurn(entity_id="aria"))
    game.does(bram, take("bram", "end"))
    game.does(aria, take("aria", "end"))
    (rewound,) = game.does(mira, BACK)
    assert told(rewound, "party")["catchUpFor"] == missed
    game.does(aria, take("aria", "end"))
    assert (game.room.active.id, game.room.table.round_number, game.room.table.missed) == ("aria", 2, {})


def test_a_queue_that_was_played_is_not_played_again_by_itself():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3)))
    game.does(mira, c.BeginTurns())
    end = c.ActionRequest(type="end")
    game.does(bram, c.QueueTurn(entity_id="bram", actions=[c.ActionRequest(type="dodge"), end]))
    game.does(aria, take("aria", "end"))
    assert game.room.active.id == "aria"
    game.does(mira, BACK)
    assert (game.room.active.id, game.room.table.participants["bram"].dodging) == ("bram", False)
    assert game.room.table.held.code == "conflict"
    assert len(game.room.table.held.actions) == 2


def test_redo_brings_everything_back_while_nothing_else_has_happened(game: Game):
    table, order = game.room.table, game.turns.order()
    game.does(mira, BACK)
    game.does(bram, c.SendChat(content="What?"))
    game.does(mira, REDO)
    assert (game.room.table, game.turns.order()) == (table, order)
    assert game.refused(mira, REDO) == "conflict"


@pytest.mark.parametrize(
    ("person", "command"),
    [
        (aria, take("aria", "dodge")),
        (aria, take("aria", "dash")),
        (mira, c.Override(entity_id="goblin", changes=c.OverrideChanges(hp=3))),
        (mira, c.SkipTurn()),
    ],
)
def test_after_anything_else_there_is_no_redo(game: Game, person: Person, command: c.Command):
    assert game.refused(mira, REDO) == "conflict"
    game.does(mira, BACK)
    game.does(person, command)
    assert game.refused(mira, REDO) == "conflict"


def test_two_rewinds_and_one_redo(game: Game):
    game.does(bram, take("bram", "end"))
    game.does(mira, BACK)
    table = game.room.table
    game.does(mira, BACK)
    game.does(mira, REDO)
    assert game.room.table == table
    assert game.refused(mira, REDO) == "conflict"


def test_a_preview_says_what_would_change_and_changes_nothing(game: Game):
    game.does(mira, c.GrantReward(entity_id="aria", xp=50))
    before = game.room
    shown = game.previews(BACK)
    assert game.room is before
    assert shown["words"] == [
        "It is Aria’s turn, number 1, in round 1.",
        "Aria stands at B2 instead of E2.",
        "Aria has 0 XP instead of 50.",
        "Goblin has 7 hit points instead of 2.",
        "A reward is taken back: 50 XP.",
    ]
    assert shown["undone"] == 2
    assert shown["changes"]["participants"]["goblin"] == {"currentHP": 7}
    game.does(mira, BACK)
    assert game.previews(REDO)["words"][-1] == "1 reward is given again."


def test_only_a_dm_sees_a_preview_and_none_behind_the_end(game: Game):
    for person, code in ((aria, "forbidden"), (otto, "forbidden"), (bell, "conflict")):
        room = game.room if code == "forbidden" else mira.then(game.room, c.EndInteraction())
        with pytest.raises(Refused) as refused:
            preview(room, BACK, person.ask(room, turns=game.turns))
        assert refused.value.code == ("ended" if person is bell else code)


def test_players_are_told_of_it_without_a_word_of_the_hidden():
    game = Game(played(goblin("ghost", 9, 9, hidden=True), hero("aria", 1, 1), goblin("spectre", 8, 8, hidden=True)))
    game.does(mira, c.BeginTurns())
    game.does(mira, take("ghost", "end"))
    game.does(aria, take("aria", "end"))
    (to_aria,) = game.does(mira, BACK)
    assert told(to_aria, "party") == {
        "type": "turnUpdate", "event": "TURN_REWOUND", "turnId": game.room.table.turn.id,
        "roundNumber": 1, "turnNumber": 1, "entityId": "aria",
    }  # fmt: skip
    (to_ghost,) = game.does(mira, BACK)
    assert told(to_ghost, "party") == {
        "type": "turnUpdate", "event": "TURN_REWOUND", "turnId": game.room.table.turn.id,
        "roundNumber": 1, "turnNumber": 0,
    }  # fmt: skip
    assert told(to_ghost, "dm")["entityId"] == "ghost"
    assert "ghost" not in str(document(game.room, "party"))


def test_the_journal_alone_rebuilds_it():
    room = played(hero("aria", 1, 1), hero("bram", 1, 3))
    game = Game(room)
    game.does(mira, c.BeginTurns())
    dodges, ends = take("aria", "dodge"), take("aria", "end")
    for person, command in ((aria, dodges), (aria, ends), (mira, BACK), (aria, ends), (mira, BACK), (mira, REDO)):
        game.does(person, command)
    for events in game.journal:
        room = fold(room, msgspec.msgpack.decode(msgspec.msgpack.encode(events), type=list[Event]))
    assert room == game.room


def five_hundred_turns(keep: int | None = None) -> tuple[Game, list[Table]]:
    """500 turns of two who walk to and fro, and the table at the start of each."""
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3)), keep)
    starts = []
    game.does(mira, c.BeginTurns())
    for turn in range(499):
        starts.append(game.room.table)
        name, person = (("aria", aria), ("bram", bram))[turn % 2]
        x = 1 + turn // 2 % 2
        game.does(person, take(name, "move", path=[(3 - x, 1 + 2 * (turn % 2))], end_turn=True))
    starts.append(game.room.table)
    return game, starts


def test_a_rewind_over_five_hundred_turns_restores_the_first():
    game, starts = five_hundred_turns()
    first = game.turns.order()[0]
    events = game.does(mira, c.BacktrackTurn(to_turn=first))
    assert len(happened(events, Rewound)[0].undone) == 500
    assert but_for_the_turn(game.room.table) == but_for_the_turn(starts[0])


def test_a_room_remembers_only_the_newest_and_a_journal_all():
    game, starts = five_hundred_turns(keep=16)
    assert len(game.turns.order()) == 16
    whole = TurnStarts()
    room = played(hero("aria", 1, 1), hero("bram", 1, 3))
    for events in game.journal:
        after = fold(room, events)
        whole.note(room, events, after)
        room = after
    assert [whole.table(turn_id) for turn_id in whole.order()] == starts
    assert whole.order()[-16:] == game.turns.order()


def test_a_clock_that_was_turned_off_meanwhile_stays_off():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3), turn_time_limit=90))
    game.does(mira, c.BeginTurns())
    game.does(aria, take("aria", "end"))
    game.does(mira, c.UpdateTurnSettings(turn_time_limit=None))
    assert names(game.does(mira, BACK)) == ["Rewound", "ClockSet"]
    assert (game.room.table.turn.time_limit, game.room.table.turn.running_since) == (0, 0)
    game.does(mira, REDO)
    assert game.room.table.turn.time_limit == 0
