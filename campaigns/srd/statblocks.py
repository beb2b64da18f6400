"""Stat blocks put together: a creature's numbers, its attacks, and its entries in words; what became of every row of it."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

import msgspec

from campaigns.srd.attacks import Attack, attacks_of
from campaigns.srd.creature_columns import columns_of
from campaigns.srd.features import Feature, features_of
from campaigns.srd.fixture import Fixture
from campaigns.srd.report import Entry
from campaigns.srd.sources import source_columns, source_key

_LEGENDARY_USES: Final = 3  # SRD 5.2 and 5.1: whoever has legendary actions takes three between two turns of its own


class Statblock(msgspec.Struct, frozen=True, kw_only=True):
    """A creature as the library keeps it: the columns of its row, by name, its attacks and all entries in words."""

    source_key: str
    columns: dict[str, object]
    attacks: tuple[Attack, ...]
    features: tuple[Feature, ...]


def read_creatures(fixture: Fixture) -> tuple[list[Statblock], list[Entry]]:
    """Every creature of the fixture, and what became of every creature, trait, action and row of numbers."""
    traits, actions = _grouped(fixture.traits, "owner"), _grouped(fixture.actions, "owner")
    rows = _grouped(fixture.attacks, "parent")
    blocks: list[Statblock] = []
    entries: list[Entry] = []
    for key, fields in fixture.creatures.items():
        features, keys = features_of(key, traits.get(key, ()), actions.get(key, ()), fixture)
        attacks, told = attacks_of(keys, rows, fixture)
        columns, reasons = columns_of(fields, bool(attacks))
        columns["legendary_uses"] = _legendary_uses(features, reasons)
        columns |= source_columns(fixture.documents[fields.document])
        block = Statblock(
            source_key=source_key(key, fields.document), columns=columns, attacks=attacks, features=features
        )
        blocks.append(block)
        entries.append(Entry(key=key, kind="creature", mechanical=True, reasons=tuple(reasons)))
        entries += [_trait(trait) for trait in traits.get(key, ())]
        entries += told
    return blocks, entries


def _grouped(rows: Mapping[str, object], column: str) -> dict[str, list[str]]:
    """The keys of rows by what they belong to."""
    groups: dict[str, list[str]] = defaultdict(list)
    for key, fields in rows.items():
        groups[getattr(fields, column)].append(key)
    return groups


def _legendary_uses(features: tuple[Feature, ...], reasons: list[str]) -> int:
    if not any(feature.kind == "legendary_action" for feature in features):
        return 0
    reasons.append("how many legendary actions it takes is not told, three as the rules have it")
    return _LEGENDARY_USES


def _trait(key: str) -> Entry:
    return Entry(key=key, kind="trait", mechanical=False, reasons=("a trait is told in words",))
