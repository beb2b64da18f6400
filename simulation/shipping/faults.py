"""What happens to Convex while a table plays, and what makes it well again."""

from collections.abc import Awaitable, Callable

from simulation.shipping.standin import StandIn

MODES = {"down": "down", "slow": "slow", "silent": "silent", "503": "503", "429": "429", "lost replies": "loseReplies"}
"""Those that the stand-in knows by itself."""
HALFWAY = ("dying", "restarted")
"""Those that befall it in the middle of a fight: it is killed, and killed and started again at once."""
FAULTS = ("down", "dying", "slow", "silent", "503", "429", "lost replies", "restarted")
SLOW = 5_000
"""Milliseconds of a call."""
CALLS = 1_000_000
"""For how many calls a fault is told to hold: more than there are. What is left of them says how many met it."""


async def befall(fault: str, stand_in: StandIn, halfway: Callable[[], Awaitable[None]]) -> None:
    """Returns when it has happened."""
    if fault in MODES:
        stand_in.fault(MODES[fault], ms=SLOW if fault == "slow" else None, times=CALLS)
    elif fault in HALFWAY:
        await halfway()
        stand_in.kill()
        if fault == "restarted":
            stand_in.start()


def met(fault: str, stand_in: StandIn, failing: bool) -> bool:
    """Whether a delivery has met it by now. `failing`: the last one has failed. The first call is going live's."""
    if fault in MODES:
        return bool(stand_in.faults()["times"] < CALLS - 1)
    return failing if fault == "dying" else True


def heal(fault: str, stand_in: StandIn) -> None:
    """Well from now on. Who still waits for an answer that never comes is cut off, as by a restart."""
    if fault == "dying":
        stand_in.start()
    elif fault in MODES:
        stand_in.fault("down")
        stand_in.fault("none")
