"""For every command of every role one that fits the room as it is and may well be accepted; nothing while none does."""

from collections.abc import Callable
from functools import partial

from engine import commands as c
from engine.asking import Role
from engine.state import Room
from tests.engine.table import bell, mira, otto
from tests.laws import fits_at_the_table as at_the_table
from tests.laws import fits_in_turns as in_turns
from tests.laws.evenings import Evening
from tests.laws.fits_in_turns import Asked

Fitting = Callable[[Room, Evening], Asked | None]


def of_either(fitting: Callable[[Role, Room, Evening], Asked | None], kind: type[c.Command]) -> dict:
    return {("dm", kind): partial(fitting, "dm"), ("player", kind): partial(fitting, "player")}


FITTING: dict[tuple[Role, type], Fitting] = {
    ("dm", c.StartInteraction): at_the_table.start,
    ("dm", c.PauseInteraction): at_the_table.pause,
    ("system", c.PauseInteraction): at_the_table.lose_the_dm,
    ("dm", c.ResumeInteraction): at_the_table.resume,
    ("dm", c.EndInteraction): at_the_table.end,
    ("dm", c.RequestInitiative): at_the_table.request_initiative,
    ("dm", c.RollInitiative): at_the_table.roll_initiative,
    ("player", c.RollInitiative): at_the_table.roll_her_own,
    ("dm", c.BeginTurns): at_the_table.begin,
    ("dm", c.UpdateInitiative): at_the_table.update_initiative,
    **of_either(in_turns.take, c.TakeTurn),
    **of_either(in_turns.queue, c.QueueTurn),
    **of_either(in_turns.take_missed, c.TakeMissedTurn),
    ("dm", c.GrantMissedTurn): in_turns.grant_missed,
    ("dm", c.SkipTurn): in_turns.skip,
    ("dm", c.BacktrackTurn): in_turns.rewind,
    **of_either(in_turns.request_time, c.RequestTime),
    ("dm", c.GrantTime): in_turns.grant_time,
    ("system", c.WarnOfTime): partial(in_turns.ring, c.WarnOfTime),
    ("system", c.ExpireTurn): partial(in_turns.ring, c.ExpireTurn),
    ("system", c.RebaseClock): in_turns.rebase,
    **of_either(in_turns.withdraw, c.WithdrawAction),
    ("dm", c.ResolveAction): in_turns.resolve,
    ("dm", c.Override): at_the_table.override,
    ("dm", c.GrantReward): at_the_table.reward,
    ("dm", c.UpdateTurnSettings): at_the_table.settings,
    ("dm", c.RemoveParticipant): at_the_table.remove,
    ("dm", c.AddParticipant): at_the_table.add,
    ("player", c.GiveNonce): at_the_table.nonce,
    **of_either(at_the_table.say, c.SendChat),
    ("dm", c.HideChat): at_the_table.hide_chat,
    **of_either(at_the_table.roll_dice, c.RollDice),
}
"""By who asks and for what."""

LIKELY: dict[tuple[Role, type] | type, int] = {
    c.ResumeInteraction: 20, c.GiveNonce: 20, c.ResolveAction: 10, c.WithdrawAction: 16, c.RequestTime: 16,
    c.TakeMissedTurn: 40, c.GrantMissedTurn: 16, ("player", c.RollInitiative): 12, c.BeginTurns: 8, c.SkipTurn: 6,
    c.WarnOfTime: 8, c.ExpireTurn: 24, c.HideChat: 4, c.SendChat: 2, c.RollDice: 2, c.RemoveParticipant: 2,
    c.EndInteraction: 1,
}  # fmt: skip
"""What fits seldom is likely then; what ends much, or always fits, is not."""
WEIGHTS = {key: LIKELY.get(key) or LIKELY.get(key[1], 4) for key in FITTING}
AFTER_THE_END = (c.SendChat, c.HideChat)


def drawn(room: Room, evening: Evening) -> Asked | None:
    """One of all that fits, some of it more often than others; after the end that is only talk."""
    chance = evening.random.random
    for key in sorted(FITTING, key=lambda key: chance() ** (1 / WEIGHTS[key]), reverse=True):
        if room.lasting.live_status == "idle" and key[1] is not c.StartInteraction:
            continue
        if room.lasting.outcome and key[1] not in AFTER_THE_END:
            continue
        if asked := FITTING[key](room, evening):
            return asked
    return None


def onward(room: Room, evening: Evening) -> Asked | None:
    """What the fight waits for: that it begins, goes on, or that somebody acts. Or a rewind was a mistake."""
    if room.lasting.outcome:
        return None
    if evening.turns.undo(room.table) and evening.one(True, False):
        return mira, c.BacktrackTurn(redo=True)
    waits_for = (
        at_the_table.start(room, evening) or at_the_table.resume(room, evening) or at_the_table.begin(room, evening)
    )
    if waits_for or room.table.turn is None:
        return waits_for or (mira, c.RollInitiative(scope=evening.one("missing", "missing", "players", "dm")))
    settled = in_turns.resolve(room, evening) if room.table.turn.ending else None
    return settled or in_turns.take("dm", room, evening) or in_turns.take("player", room, evening)


def amiss(room: Room, evening: Evening) -> Asked:
    """A bell that is late, early, or of another turn; or what means nothing, or is nobody's to ask."""
    turn = room.table.turn
    turn_id = evening.one(turn.id, "no-turn") if turn else "no-turn"
    bells = c.WarnOfTime(turn_id=turn_id), c.ExpireTurn(turn_id=turn_id), c.RebaseClock(last_at=evening.now, grace=5)
    return evening.one(
        *((bell, command) for command in bells),
        *((mira, command) for command in NONSENSE),
        (otto, c.TakeMissedTurn(entity_id="aria")),
        (otto, c.WithdrawAction(action_id=evening.waiting(room))),
    )


NONSENSE = (
    c.UpdateTurnSettings(),
    c.UpdateInitiative(),
    c.EndInteraction(outcome="forgotten"),
    c.BacktrackTurn(to_turn="no-turn"),
    c.RemoveParticipant(entity_id="nobody"),
    c.GrantReward(entity_id="nobody", xp=1),
    c.RollDice(formula="luck"),
)
