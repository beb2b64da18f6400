"""What a character sheet shows to whom: everything to the DMs and to who plays it, to the others what one sees of a companion."""

from typing import Any

from campaigns import dice_words
from campaigns.browsing import origins
from campaigns.models import CreatureAttack, Feature, InventoryEntry, PlayerCharacter
from campaigns.permissions import sees_column
from campaigns.protection import played_in
from campaigns.wielding import unarmed, weapon
from campaigns.words import ABILITIES
from engine.sheet import Attack


def shown(user: Any, role: str, character: PlayerCharacter) -> dict[str, Any]:
    """For the template. `whole`: whether this person sees the figures."""
    whole = sees_column(user, character, "hit_points", role)
    seen = {"character": character, "whole": whole, "speeds": _speeds(character)}
    if not whole:
        return seen
    inventory = list(character.inventory.select_related("item").order_by("item__name", "pk"))
    spells = list(character.spells.order_by("level", "name"))
    return {
        **seen,
        "sees_dm_notes": sees_column(user, character, "dm_notes", role),
        "at_table": played_in(character),
        "abilities": [_ability(character, name) for name in ABILITIES],
        "armor_class": worn_armor_class(character, inventory),
        "hit_points": character.hit_points if character.current_hp is None else character.current_hp,
        "skills": sorted(character.skills.items()),
        "senses": [_sense(*sense) for sense in sorted(character.senses.items())],
        "tolerances": _tolerances(character),
        "slots": [_slots(*level) for level in sorted(character.spell_slots.items())],
        "spells": spells,
        "origins": origins(spells, [entry.item for entry in inventory]),
        "inventory": inventory,
        "carried": sum(entry.quantity * entry.item.weight for entry in inventory),
        "attacks": [
            *(_attack(attack) for attack in CreatureAttack.objects.filter(player_character=character)),
            *(_wielded(weapon(e.pk, e.item, character)) for e in inventory if e.item.kind == "weapon"),
            _wielded(unarmed(character)),
        ],
        "features": list(Feature.objects.filter(player_character=character)),
    }


def worn_armor_class(character: PlayerCharacter, inventory: list[InventoryEntry]) -> int:
    """SRD 5.2, Armor: worn armour sets the base, a shield adds to it; as it is at the table."""
    base, bonus, dexterity = character.armor_class, 0, character.modifier("dexterity")
    for item in (entry.item for entry in inventory if entry.equipped):
        if item.kind == "shield":
            bonus += item.shield_bonus
        elif item.kind == "armor":
            base = item.armor_class + (dexterity if item.dex_cap is None else min(dexterity, item.dex_cap))
    return base + bonus


def _ability(character: PlayerCharacter, name: str) -> dict[str, Any]:
    modifier = character.modifier(name)
    save = character.saves.get(name, modifier)
    score = getattr(character, name)
    return {"name": name.capitalize(), "score": score, "modifier": modifier, "save": save, "trained": save != modifier}


def _speeds(character: PlayerCharacter) -> list[str]:
    """30 ft, swim 20 ft."""
    others = [(way, getattr(character, f"speed_{way}")) for way in ("fly", "swim", "climb", "burrow")]
    return [f"{character.speed_walk} ft"] + [f"{way} {feet} ft" for way, feet in others if feet]


def _sense(name: str, value: int) -> str:
    return f"{name.replace('_', ' ').capitalize()} {value}{'' if name == 'passive_perception' else ' ft'}"


def _tolerances(character: PlayerCharacter) -> list[tuple[str, str]]:
    columns = ("damage_resistances", "damage_vulnerabilities", "damage_immunities", "condition_immunities")
    labels = ("Resistant to", "Vulnerable to", "Immune to", "Never")
    return [
        (label, ", ".join(getattr(character, c)))
        for c, label in zip(columns, labels, strict=True)
        if getattr(character, c)
    ]


def _slots(level: str, slots: dict[str, int]) -> dict[str, Any]:
    used = slots.get("used", 0)
    return {"level": level, "left": slots["maximum"] - used, "maximum": slots["maximum"]}


def _attack(attack: CreatureAttack) -> dict[str, Any]:
    return {
        "name": attack.name,
        "to_hit": attack.to_hit,
        "reach": _reach(attack.reach, attack.range_normal, attack.range_long),
        "damage": dice_words.written(attack.damage),
        "note": attack.note,
    }


def _wielded(attack: Attack) -> dict[str, Any]:
    return {
        "name": attack.name,
        "to_hit": attack.to_hit,
        "reach": _reach(attack.reach, attack.range, attack.long_range),
        "damage": ", ".join(f"{part.roll} {part.type}" for part in attack.damage).replace("-", "−"),
    }


def _reach(reach: int, near: int, far: int) -> str:
    """reach 5 ft or range 20/60 ft."""
    close = [f"reach {reach} ft"] if reach else []
    return " or ".join(close + ([f"range {near}/{far} ft" if far else f"range {near} ft"] if near else []))
