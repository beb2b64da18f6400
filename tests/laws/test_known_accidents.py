"""What is known to go wrong in tools like this one, each by its name: here it does not."""

import pytest
from msgspec.structs import replace

from engine import commands as c
from engine.told import told
from engine.view import document
from tests.engine.table import aria as player
from tests.engine.table import bell, fight, goblin, hero, live, mira, take
from tests.engine.table import bram as other_player
from tests.engine.test_rewind import BACK, Game, five_hundred_turns, played

FOUR = ("aria", "bram", "goblin", "wolf")


def four(up: int):
    """Aria, Bram, a goblin and a wolf, in this order; the one at `up` has the turn."""
    room = fight(hero("aria", 1, 1), hero("bram", 1, 3), goblin("goblin", 5, 1), goblin("wolf", 8, 8))
    for _ in range(up):
        room = mira.then(room, c.SkipTurn())
    return room


def highlighted(room, stream: str) -> str:
    """The id that a page marks: the one at the index in the order, as this viewer sees both."""
    shown = document(room, stream)
    return str(shown["initiativeOrder"][shown["currentInitiativeIndex"]]["entityId"])


@pytest.mark.parametrize("up", range(4))
@pytest.mark.parametrize("gone", FOUR)
def test_removing_the_first_last_or_active_participant_moves_the_pointer_wrongly(up: int, gone: str):
    room = four(up)
    room = mira.then(room, c.RemoveParticipant(entity_id=gone))
    following = FOUR[up] if FOUR[up] != gone else FOUR[(up + 1) % 4]
    assert room.active.id == following
    assert [highlighted(room, stream) for stream in ("dm", "party", "table")] == [following] * 3
    assert room.table.round_number == (2 if up == 3 and gone == "wolf" else 1)


@pytest.mark.parametrize("up", range(4))
@pytest.mark.parametrize("total", [30, 19, 18, 17, 1])
@pytest.mark.parametrize("hidden", [False, True])
def test_adding_one_breaks_the_highlight(up: int, total: int, hidden: bool):
    newcomer = goblin("ghost", 9, 1, hidden=hidden)
    room = mira.then(four(up), c.AddParticipant(participant=newcomer, initiative=total))
    assert [highlighted(room, stream) for stream in ("dm", "party", "table")] == [FOUR[up]] * 3


def test_previous_counts_rounds_below_their_start():
    game = Game(played(hero("aria", 1, 1), goblin("goblin", 5, 1)))
    game.does(mira, c.BeginTurns())
    game.does(player, take("aria", "end"))
    game.does(mira, BACK)
    assert game.refused(mira, BACK) == "conflict"
    assert (game.room.table.round_number, game.room.table.turn_number, game.room.table.seen_turns) == (1, 1, 1)


def test_previous_counts_durations_below_their_start():
    """What lasts until one's next turn comes back as it was, however often one goes back."""
    game = Game(played(hero("aria", 1, 1), goblin("goblin", 5, 1)))
    game.does(mira, c.BeginTurns())
    game.does(player, take("aria", "dodge", end_turn=True))
    game.does(mira, take("goblin", "end"))
    dodging = []
    for _ in range(2):
        game.does(mira, BACK)
        dodging.append(game.room.table.participants["aria"].dodging)
    assert dodging == [True, False]
    assert game.refused(mira, BACK) == "conflict"
    game.does(player, take("aria", "dodge", end_turn=True))
    assert game.room.table.participants["aria"].dodging


def test_undo_with_more_turns_than_participants():
    game, starts = five_hundred_turns()
    for start in reversed(starts[-25:-1]):
        game.does(mira, BACK)
        assert (game.room.active.id, game.room.table.turn_number) == (start.turn.entity_id, start.turn_number)


def test_undo_that_leaves_side_effects():
    game = Game(played(hero("aria", 4, 1), hero("bram", 1, 3), goblin("goblin", 5, 1)))
    game.does(mira, c.BeginTurns())
    start = game.room.table
    game.does(player, take("aria", "attack", target="goblin", action_id="sword"), 20, 8, 8)
    game.does(player, take("aria", "useItem", item_id="potion"))
    game.does(mira, c.GrantReward(entity_id="aria", xp=9))
    game.does(mira, c.Override(entity_id="bram", changes=c.OverrideChanges(conditions=["prone"], temp_hp=4)))
    game.does(player, take("aria", "end"))
    game.does(mira, BACK)
    assert replace(game.room.table, turn=None) == replace(start, turn=None)


def test_takeback_that_does_not_restore_the_clock():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3), turn_time_limit=90))
    game.does(mira, c.BeginTurns())
    game.does(player.after(88), take("aria", "end"))
    game.does(mira.after(89), BACK)
    assert bell.after(120).is_refused(game.room, c.ExpireTurn(turn_id=game.room.table.turn.id)) == "conflict"


def test_somebody_undoing_in_anothers_turn():
    game = Game(played(hero("aria", 1, 1), hero("bram", 1, 3)))
    game.does(mira, c.BeginTurns())
    game.does(player, take("aria", "end"))
    for person in (player, other_player):
        assert game.refused(person, BACK) == "forbidden"
        assert game.refused(person, c.BacktrackTurn(redo=True)) == "forbidden"


def test_undo_history_leaking_secrets():
    """What was revealed and taken back is hidden again, and nothing that is told of it says what it was."""
    ghost = replace(goblin("ghost", 9, 9, hidden=True), name="The Well Spirit")
    game = Game(played(hero("aria", 1, 1), ghost))
    game.does(mira, c.BeginTurns())
    game.does(player, take("aria", "end"))
    game.does(mira, take("ghost", "end"))
    game.does(mira, c.Override(entity_id="ghost", changes=c.OverrideChanges(hidden=False)))
    rewound = game.does(mira, c.BacktrackTurn(to_turn=game.turns.order()[0]))
    for stream in ("party", "table"):
        said = str([document(game.room, stream), *(told(event, stream) for event in rewound)])
        assert "ghost" not in said and "Spirit" not in said


def test_tied_participants_skipped_together():
    room = live(*(goblin(f"goblin{n}", n, 5, source_id="goblin-row") for n in range(3)), hero("aria", 1, 1))
    room = mira.then(room, c.RollInitiative(values={"goblin0": 15, "goblin1": 15, "goblin2": 15, "aria": 3}))
    seen = []
    for _ in range(4):
        seen.append(room.active.id)
        room = mira.then(room, c.SkipTurn())
    assert (sorted(seen[:3]), seen[3]) == (["goblin0", "goblin1", "goblin2"], "aria")
