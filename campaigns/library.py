"""Writing what an import has read into the shared library: one short transaction, all or nothing, the same twice."""

from collections.abc import Sequence

import msgspec
from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.models import CreatureAttack, Monster
from campaigns.srd.attacks import Attack
from campaigns.srd.fixture import UnreadableSource
from campaigns.srd.statblocks import Statblock

_ATTACK_COLUMNS = ["name", "kind", "to_hit", "reach", "range_normal", "range_long", "damage", "note", "order"]
_CHUNK = 500


class Written(msgspec.Struct, frozen=True):
    """How many monsters an import added and how many it brought up to date."""

    added: int
    updated: int


def write_monsters(blocks: Sequence[Statblock]) -> Written:
    """Add or update library monsters by source key, with exactly these attacks; a DM's notes stay.

    Everything is prepared and checked first, so that a live table waits for the writing alone.
    Raises UnreadableSource, having changed nothing, when a stat block breaks a rule of the models.
    """
    known = dict(_library().values_list("source_key", "id"))
    monsters = [_monster(block, known) for block in blocks]
    attacks = [
        _row(attack, monster) for block, monster in zip(blocks, monsters, strict=True) for attack in block.attacks
    ]
    _check(monsters, attacks)
    new = [monster for monster in monsters if monster.source_key not in known]
    old = [monster for monster in monsters if monster.source_key in known]
    with transaction.atomic():
        Monster.objects.bulk_create(new, batch_size=_CHUNK)
        if old:
            Monster.objects.bulk_update(old, ["source_key", *blocks[0].columns], batch_size=_CHUNK // 10)
        _write_attacks(attacks, monsters)
    return Written(added=len(new), updated=len(old))


def _library():  # type: ignore[no-untyped-def]  # a QuerySet whose parameters exist in the stubs only
    return Monster.objects.filter(campaign__isnull=True).exclude(source_key="")


def _monster(block: Statblock, known: dict[str, str]) -> Monster:
    monster = Monster(source_key=block.source_key, **block.columns)
    monster.id = known.get(block.source_key, monster.id)
    return monster


def _row(attack: Attack, monster: Monster) -> CreatureAttack:
    return CreatureAttack(monster=monster, **msgspec.to_builtins(attack))


def _check(monsters: Sequence[Monster], attacks: Sequence[CreatureAttack]) -> None:
    """Fields and check constraints, without a query a row."""
    for row in (*monsters, *attacks):
        try:
            row.clean_fields(exclude=["monster"])
        except ValidationError as wrong:
            source = row.source_key if isinstance(row, Monster) else f"{row.monster.source_key} {row.key}"
            raise UnreadableSource(f"“{source}” cannot be kept: {' '.join(wrong.messages)}") from wrong


def _write_attacks(attacks: Sequence[CreatureAttack], monsters: Sequence[Monster]) -> None:
    CreatureAttack.objects.bulk_create(
        attacks,
        batch_size=_CHUNK // 10,
        update_conflicts=True,
        unique_fields=["monster", "key"],
        update_fields=_ATTACK_COLUMNS,
    )
    wanted = {(attack.monster_id, attack.key) for attack in attacks}
    ours = {monster.id for monster in monsters}
    present = CreatureAttack.objects.filter(monster__in=_library()).values_list("pk", "monster_id", "key")
    stale = [pk for pk, monster, key in present if monster in ours and (monster, key) not in wanted]
    for start in range(0, len(stale), _CHUNK):
        CreatureAttack.objects.filter(pk__in=stale[start : start + _CHUNK]).delete()
