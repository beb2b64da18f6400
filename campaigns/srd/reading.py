"""Everything of one folder: what the library is to hold of it, and what became of every row."""

from collections.abc import Collection
from pathlib import Path

import msgspec

from campaigns.srd.conditions import read_conditions
from campaigns.srd.fixture import Fixture, read_folder
from campaigns.srd.items import read_items
from campaigns.srd.report import Report
from campaigns.srd.spells import read_spells
from campaigns.srd.statblocks import Statblock, read_creatures
from campaigns.srd.things import Thing


class Content(msgspec.Struct, frozen=True, kw_only=True):
    """The rows to be, by kind, with the report on the rows there were. `absent`: known files that were not there."""

    monsters: list[Statblock]
    spells: list[Thing]
    items: list[Thing]
    conditions: list[Thing]
    report: Report
    absent: tuple[str, ...] = ()


def read_content(folder: Path, without: Collection[str] = ()) -> Content:
    """Read a folder; UnreadableSource, in one sentence, when it cannot be imported whole but for the files of `without`."""
    return content_of(read_folder(folder, without))


def content_of(fixture: Fixture) -> Content:
    """The rows of the library that these files make."""
    monsters, of_creatures = read_creatures(fixture)
    spells, of_spells = read_spells(fixture)
    items, of_items = read_items(fixture)
    conditions, of_conditions = read_conditions(fixture)
    return Content(
        monsters=monsters,
        spells=spells,
        items=items,
        conditions=conditions,
        report=Report(entries=(*of_creatures, *of_spells, *of_items, *of_conditions)),
        absent=fixture.absent,
    )
