"""What a command makes happen, or why it does not: the table of contents of the rules."""

from typing import assert_never

from engine import (
    clock,
    control,
    fairness,
    initiative,
    missed,
    permissions,
    queue,
    review,
    rewards,
    rewind,
    speech,
    turns,
)
from engine import commands as c
from engine.asking import Ask, Refused
from engine.events import DiceSpent, Event
from engine.state import Room


def decide(room: Room, command: c.Command, ask: Ask) -> list[Event]:
    """What happens when `ask.by` asks for `command`. Raises `Refused`; then nothing has happened.

    Where dice were rolled, the last event says how far their counters moved.
    """
    allow(room, command, ask)
    events = queue.follow(room, _decide(room, command, ask), ask)
    events = clock.follow(room, events, ask)
    public, secret = ask.dice.spent()
    if (public, secret) != (room.lasting.dice.public, room.lasting.dice.secret):
        events.append(DiceSpent(public=public, secret=secret, rolls=ask.dice.open_rolls()))
    return events


def allow(room: Room, command: c.Command, ask: Ask) -> None:
    """Refuses what this asker may not ask for, or not now: nothing before it goes live, and after the end only talk."""
    permissions.check(command, ask)
    if room.lasting.live_status == "idle" and not isinstance(command, c.StartInteraction):
        raise Refused("not_live", "This interaction is not live yet.")
    if room.lasting.outcome and not isinstance(command, c.SendChat | c.HideChat):
        raise Refused("ended", "This interaction has ended.")


def _decide(room: Room, command: c.Command, ask: Ask) -> list[Event]:
    match command:
        case c.TakeTurn():
            if queue.waits_for_a_dm(room, ask):
                return queue.hold(room, command, ask)
            return turns.take(room, command, ask)
        case c.SkipTurn():
            return turns.skip(room, command, ask)
        case c.BeginTurns():
            return turns.begin(room, ask)
        case c.QueueTurn():
            return queue.put(room, command, ask)
        case c.TakeMissedTurn():
            return missed.take(room, command, ask)
        case c.GrantMissedTurn():
            return missed.grant(room, command, ask)
        case c.RequestTime():
            return clock.request(room, command, ask)
        case c.GrantTime():
            return clock.grant(room, command, ask)
        case c.WarnOfTime():
            return clock.warn(room, command, ask)
        case c.ExpireTurn():
            return clock.expire(room, command, ask)
        case c.RebaseClock():
            return clock.rebase(room, command, ask)
        case c.BacktrackTurn():
            return rewind.back(room, command, ask)
        case c.ResolveAction():
            return review.resolve(room, command, ask)
        case c.WithdrawAction():
            return review.withdraw(room, command, ask)
        case c.RequestInitiative():
            return initiative.request(room, command)
        case c.RollInitiative():
            return initiative.roll(room, command, ask)
        case c.UpdateInitiative():
            return initiative.update(room, command, ask)
        case c.StartInteraction():
            return control.start(room, ask)
        case c.PauseInteraction():
            return control.pause(room, command, ask)
        case c.ResumeInteraction():
            return control.resume(room, ask)
        case c.EndInteraction():
            return control.end(room, command, ask)
        case c.Override():
            return control.override(room, command, ask)
        case c.UpdateTurnSettings():
            return control.change_settings(room, command)
        case c.AddParticipant():
            return control.add(room, command, ask)
        case c.RemoveParticipant():
            return control.remove(room, command, ask)
        case c.GrantReward():
            return rewards.grant(room, command, ask)
        case c.GiveNonce():
            return fairness.give(room, command, ask)
        case c.SendChat():
            return speech.say(room, command, ask)
        case c.HideChat():
            return speech.hide(command, ask)
        case c.RollDice():
            return speech.roll_dice(room, command, ask)
        case _:
            assert_never(command)
