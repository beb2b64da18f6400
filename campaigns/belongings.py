"""What belongs to the library's monsters: attacks and entries of stat blocks, each found again by its monster and key."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import msgspec
from django.db.models import Model

from campaigns.models import CreatureAttack, Feature
from campaigns.srd.attacks import Attack
from campaigns.srd.features import Feature as Entry
from campaigns.srd.fixture import UnreadableSource
from campaigns.srd.statblocks import Statblock
from campaigns.upserts import Upsert, check, unlike, upsert

_COLUMNS: Final[dict[type[Model], tuple[str, ...]]] = {
    CreatureAttack: Attack.__struct_fields__,
    Feature: Entry.__struct_fields__,
}
_AT_ONCE = 500  # ids in one DELETE


class Belongings(msgspec.Struct, frozen=True):
    """Rows to write, and the ids of rows that the source no longer has."""

    upserts: tuple[Upsert, ...]
    stale: dict[type[Model], list[str]]

    @property
    def empty(self) -> bool:
        """Whether there is nothing to do."""
        return not any(rows.rows for rows in self.upserts) and not any(self.stale.values())

    def run(self) -> None:
        """Write and delete, in whatever transaction is open."""
        for rows in self.upserts:
            rows.run()
        for model, ids in self.stale.items():
            for start in range(0, len(ids), _AT_ONCE):
                model._default_manager.filter(pk__in=ids[start : start + _AT_ONCE]).delete()


def belongings(blocks: Sequence[Statblock], ids: Mapping[str, str], *, may_lose_traits: bool) -> Belongings:
    """The rows of these stat blocks that differ; `ids`: of their monsters, by source key.

    Raises UnreadableSource where a row breaks a rule, or where all traits would go because their file is missing.
    """
    upserts: list[Upsert] = []
    stale: dict[type[Model], list[str]] = {}
    for model, columns in _COLUMNS.items():
        present = _present(model, set(ids.values()))
        changed: list[Model] = []
        for block in blocks:
            for entry in block.attacks if model is CreatureAttack else block.features:
                there = present.pop((ids[block.source_key], entry.key), {})
                row = _row(model, entry, ids[block.source_key], there)
                check(row, f"{block.source_key} {entry.key}", known=["monster"])
                if not there or unlike(row, there, columns):
                    changed.append(row)
        if not may_lose_traits and any(row.get("kind") == "trait" for row in present.values()):
            raise UnreadableSource("CreatureTrait.json is missing, though the library has traits of these creatures.")
        upserts.append(upsert(model, changed, columns))
        stale[model] = [row["id"] for row in present.values()]
    return Belongings(tuple(upserts), stale)


def _present(model: type[Model], monsters: set[str]) -> dict[tuple[str, str], dict[str, Any]]:
    """The rows there are, by monster and key; those taken from it belong to an entry of the source."""
    rows = model._default_manager.filter(monster__campaign__isnull=True).values()
    return {(row["monster_id"], row["key"]): row for row in rows if row["monster_id"] in monsters}


def _row(model: type[Model], entry: Attack | Entry, monster: str, there: dict[str, Any]) -> Model:
    columns = msgspec.to_builtins(entry)
    if "damage" in columns:
        columns["damage"] = list(columns["damage"])
    return model(**{**there, "monster_id": monster, **columns})
