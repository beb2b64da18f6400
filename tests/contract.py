"""What goes over the sockets is what the reference says. Every client of the tests shows here what it hears; each test ends
by asking for what was wrong (tests/conftest.py).
"""

from simulation import contract
from simulation.contract import check as check
from simulation.contract import faults as faults

wrong: list[str] = []
"""What went against the reference since the last `settle`."""


class Witness(contract.Witness):
    """Reads along for a test."""

    def __init__(self, who: str = "somebody") -> None:
        super().__init__(who, wrong.append)


def settle() -> None:
    """Fails where something was wrong since the last time."""
    found, wrong[:] = list(wrong), []
    assert not found, "\n".join(dict.fromkeys(found))
