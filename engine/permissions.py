"""Role × command: who may ask for what at all. Whose entity and whose turn it is, the rules decide."""

from engine import commands as c
from engine.asking import Ask, Refused

DM = frozenset({"dm", "system"})
SYSTEM = frozenset({"system"})
PLAYERS = DM | {"player"}

MAY: dict[type, frozenset[str]] = {
    c.StartInteraction: DM,
    c.PauseInteraction: DM,
    c.ResumeInteraction: DM,
    c.EndInteraction: DM,
    c.RequestInitiative: DM,
    c.RollInitiative: PLAYERS,
    c.BeginTurns: DM,
    c.UpdateInitiative: DM,
    c.TakeTurn: PLAYERS,
    c.QueueTurn: PLAYERS,
    c.TakeMissedTurn: PLAYERS,
    c.GrantMissedTurn: DM,
    c.RequestTime: PLAYERS,
    c.GrantTime: DM,
    c.WarnOfTime: SYSTEM,
    c.ExpireTurn: SYSTEM,
    c.RebaseClock: SYSTEM,
    c.BacktrackTurn: DM,
    c.ResolveAction: DM,
    c.WithdrawAction: PLAYERS,
    c.SkipTurn: DM,
    c.Override: DM,
    c.GrantReward: DM,
    c.UpdateTurnSettings: DM,
    c.RemoveParticipant: DM,
    c.AddParticipant: DM,
    c.GiveNonce: frozenset({"player"}),
    c.SendChat: PLAYERS,
    c.HideChat: DM,
    c.RollDice: PLAYERS,
}


def check(command: c.Command, ask: Ask) -> None:
    """Raises `Refused("forbidden")` where the asker's role does not have this command."""
    if ask.role not in MAY[type(command)]:
        sentences = {"spectator": "Spectators only watch.", "dm": "Only players do this."}
        raise Refused("forbidden", sentences.get(ask.role, "Only the DM may do this."))
