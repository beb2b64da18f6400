"""What is left of an interaction when everybody has gone, and what must never have been."""

from collections import Counter

from msgspec import Struct

from simulation.documents import Document
from simulation.storm.records import Records
from simulation.storm.stage import Play, Seats


class Breach(Struct, frozen=True):
    """Something that must never be; `interaction` is its number in the storm."""

    kind: str
    interaction: int
    sentence: str


class Played(Struct, kw_only=True):
    """Of one interaction."""

    play: Play
    seats: Seats
    records: Records
    breaches: list[Breach]
    documents: dict[str, dict[str, Document]]
    """By person, by stream, as her client had them at last."""
    roles: dict[str, str]
    faults: Counter[str]
    done: Counter[str]
    reconnects: int = 0
    frames: int = 0
