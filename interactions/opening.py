"""From the campaign's rows to the room as it is before anything has happened. The same rows give the same room."""

from collections.abc import Iterable

from django.conf import settings as site_settings

from campaigns.models import CreatureAttack, InventoryEntry, PlayerCharacter, StatBlock
from campaigns.models import Item as ItemRow
from campaigns.wielding import unarmed, weapon
from campaigns.words import ABILITIES
from engine.asking import Refused
from engine.sheet import FOOTPRINT, Abilities, Attack, Damage, Item, Roll, Sheet, Speeds
from engine.state import Lasting, Map, Participant, Position, Prizes, Room, Settings, Side, Table
from interactions.models import Interaction
from interactions.models import Participant as Drafted
from interactions.placing import Places, map_of

SIDES: dict[str, Side] = {"playerCharacter": "party", "npc": "other", "monster": "foe"}


def room_of(interaction: Interaction, seed_hash: str) -> Room:
    """The room of a draft. Raises `Refused("wrong_status")` where it has no location to stand at."""
    location = interaction.location
    if location is None:
        raise Refused("wrong_status", "Choose a location first: an interaction happens somewhere.")
    map_ = map_of(location.map)
    return Room(
        id=interaction.pk,
        campaign_id=interaction.campaign_id,
        name=interaction.name,
        description=interaction.description,
        kind=interaction.kind,
        table=Table(map=map_, participants=_participants(interaction, map_)),
        lasting=Lasting(settings=settings_of(interaction.settings), seed_hash=seed_hash, prizes=_prizes(interaction)),
    )


def settings_of(chosen: dict[str, object]) -> Settings:
    """What the draft says, over what the site has chosen; a limit of 0 is none."""
    site = {name: value for name, value in site_settings.TABLE.items() if name in Settings.__struct_fields__}
    known = {name: value for name, value in chosen.items() if name in Settings.__struct_fields__}
    merged = {**site, **known}
    return Settings(**{**merged, "turn_time_limit": merged.get("turn_time_limit") or None})  # type: ignore[arg-type]  # a JSON column: checked where it is written


def _prizes(interaction: Interaction) -> Prizes:
    by_character = {d.character_id: d.pk for d in interaction.participants.all() if d.character_id}
    return Prizes(
        items={item.pk: _item(item.pk, item, 1, "", None) for item in interaction.reward_items.all()},
        xp={by_character[key]: int(xp) for key, xp in interaction.xp_awards.items() if key in by_character},
    )


def _participants(interaction: Interaction, map_: Map) -> dict[str, Participant]:
    """Those with a place of their own first, then the others where there is room.

    Who does not fit any more where she was put (the map has changed since) is one of the others.
    """
    drafted = list(
        interaction.participants.select_related("character", "npc", "monster").prefetch_related(
            "character__attacks",
            "npc__attacks",
            "monster__attacks",
            "character__inventory__item",
            "npc__inventory__item",
        )
    )
    places = Places(map_, interaction.location)
    found: dict[str, Position] = {}
    for row in drafted:
        at, side = Position(row.x or 0, row.y or 0), _cells(row)
        if row.x is not None and not places.obstacle(at, side):
            places.take(at, side)
            found[row.pk] = at
    for row in drafted:
        if row.pk not in found:
            found[row.pk] = places.find(_cells(row), near=not row.monster_id)
            places.take(found[row.pk], _cells(row))
    return {row.pk: participant_of(row, found[row.pk]) for row in drafted}


def _cells(row: Drafted) -> int:
    creature: StatBlock = row.character or row.npc or row.monster
    return FOOTPRINT[creature.size]


def participant_of(row: Drafted, position: Position) -> Participant:
    """One drafted creature at the table, at full hit points or those the character has."""
    creature: StatBlock = row.character or row.npc or row.monster
    kind = "playerCharacter" if row.character_id else "npc" if row.npc_id else "monster"
    character = row.character
    inventory = {} if row.monster_id else {e.pk: _carried(e, creature) for e in creature.inventory.all()}  # type: ignore[attr-defined]  # not a monster
    hp = character.current_hp if character and character.current_hp is not None else creature.hit_points
    return Participant(
        id=row.pk,
        name=row.name or creature.name,
        entity_type=kind,  # type: ignore[arg-type]  # one of the three by construction
        sheet=sheet_of(creature),
        position=position,
        hp=hp,
        max_hp=creature.hit_points,
        owner=str(character.owner_id) if character and character.owner_id else "",
        source_id=creature.pk,
        side=SIDES[kind],
        inventory=inventory,
        xp=character.xp if character else 0,
        hidden=row.hidden,
        hp_display="exact" if character else row.hp_display,  # type: ignore[arg-type]  # a column with choices
        defeated=hp == 0,
    )


def sheet_of(creature: StatBlock) -> Sheet:
    """A stat block as the engine knows it."""
    attacks = [_attack(a) for a in creature.attacks.all()]  # type: ignore[attr-defined]  # every kind has them
    if isinstance(creature, PlayerCharacter):
        attacks.append(unarmed(creature))
    return Sheet(
        size=creature.size,
        armor_class=creature.armor_class,
        abilities=Abilities(**{name: getattr(creature, name) for name in ABILITIES}),
        saves={name: int(bonus) for name, bonus in creature.saves.items()},
        speeds=Speeds(creature.speed_walk, creature.speed_fly, creature.speed_swim, creature.speed_climb),
        initiative_modifier=creature.initiative_bonus,
        resistances=frozenset(creature.damage_resistances),
        vulnerabilities=frozenset(creature.damage_vulnerabilities),
        immunities=frozenset(creature.damage_immunities),
        condition_immunities=frozenset(creature.condition_immunities),
        attacks={attack.id: attack for attack in attacks},
        xp=getattr(creature, "xp", 0),
    )


def _attack(row: CreatureAttack) -> Attack:
    return Attack(
        id=row.key,
        name=row.name,
        to_hit=row.to_hit,
        damage=_damages(row.damage),
        kind=row.kind,
        reach=row.reach,
        range=row.range_normal,
        long_range=row.range_long,
    )


def _damages(column: Iterable[dict[str, object]]) -> tuple[Damage, ...]:
    return tuple(
        Damage(Roll(int(d["count"]), int(d["sides"]), int(d["bonus"])), str(d["type"]))  # type: ignore[call-overload]  # JSON
        for d in column
    )


def _carried(entry: InventoryEntry, creature: StatBlock) -> Item:
    return _item(entry.pk, entry.item, entry.quantity, entry.slot, creature)


def _item(id: str, row: ItemRow, quantity: int, slot: str, wielder: StatBlock | None) -> Item:
    return Item(
        id=id,
        item_id=row.pk,
        name=row.name,
        kind=row.kind,
        quantity=quantity,
        equipped=bool(slot),
        slot=slot or row.slot,
        attack=weapon(id, row, wielder) if row.kind == "weapon" else None,
        heal=Roll(row.heal_count, row.heal_sides, row.heal_bonus) if row.heal_count else None,
        armor_class=row.armor_class if row.kind == "armor" else 0,
        dexterity_cap=row.dex_cap,
        shield_bonus=row.shield_bonus if row.kind == "shield" else 0,
    )
