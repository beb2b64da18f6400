"""Rows of the library in the lines the rules books give them: one for a list, and those above the text of a spell or item."""

from decimal import Decimal
from typing import Any

from campaigns.models import Condition, Item, Monster, Spell
from campaigns.statblock import dice, rating, signed

Facts = list[tuple[str, str]]


def summary(row: Any) -> str:
    """What to know of it in a list."""
    match row:
        case Monster():
            return (
                f"CR {rating(row.challenge_rating)} · {creature_line(row)} · AC {row.armor_class} · {row.hit_points} HP"
            )
        case Spell():
            marks = [word for word in ("concentration", "ritual") if getattr(row, word)]
            return " · ".join([spell_line(row), *marks])
        case Item():
            return item_line(row)
        case Condition():
            return "Condition"
    return ""


def creature_line(monster: Monster) -> str:
    """ "Large Aberration, lawful evil"."""
    kind = f"{monster.get_size_display()} {monster.creature_type.title() or 'creature'}"
    return f"{kind}, {monster.alignment}" if monster.alignment else kind


def spell_line(spell: Spell) -> str:
    """ "Level 1 Abjuration (Ranger, Wizard)"."""
    school = spell.get_school_display()
    line = f"Level {spell.level} {school}" if spell.level else f"{school} Cantrip"
    classes = ", ".join(word.capitalize() for word in spell.classes)
    return f"{line} ({classes})" if classes else line


def spell_facts(spell: Spell) -> Facts:
    """Casting time, range, components, duration."""
    components = [letter for letter, has in (("V", spell.verbal), ("S", spell.somatic), ("M", spell.material)) if has]
    of = f" ({spell.material_text})" if spell.material and spell.material_text else ""
    duration = f"Concentration, up to {spell.duration}" if spell.concentration else _sentence(spell.duration)
    casting = _sentence(spell.casting_time) + (" or Ritual" if spell.ritual else "")
    return _kept(
        ("Casting Time", casting),
        ("Range", spell.range_text or (f"{spell.range_feet} feet" if spell.range_feet else "")),
        ("Components", ", ".join(components) + of),
        ("Duration", duration),
    )


def item_line(item: Item) -> str:
    """ "Weapon, rare (requires attunement)"."""
    words = [item.category.capitalize() or item.get_kind_display()]
    if item.rarity:
        words.append(item.get_rarity_display().lower())
    return ", ".join(words) + (" (requires attunement)" if item.attunement else "")


def item_facts(item: Item) -> Facts:
    """What it does in numbers, what it weighs and is worth."""
    return _kept(
        ("Damage", _damage(item)),
        ("Attack", signed(item.attack_bonus) if item.attack_bonus else ""),
        ("Reach", f"{item.reach} ft." if item.kind == "weapon" and item.reach else ""),
        ("Range", _range(item)),
        ("Properties", ", ".join(word.capitalize() for word in item.properties)),
        ("Armor Class", _armor(item)),
        ("Heals", dice(item.heal_count, item.heal_sides, item.heal_bonus) if item.heal_count else ""),
        ("Charges", str(item.charges or "")),
        ("Weight", f"{_plain(item.weight)} lb." if item.weight else ""),
        ("Value", _value(item.value_gp)),
    )


def _kept(*facts: tuple[str, str]) -> Facts:
    return [(name, words) for name, words in facts if words]


def _damage(item: Item) -> str:
    if not item.damage_type:
        return ""
    return f"{dice(item.damage_count, item.damage_sides, item.damage_bonus)} {item.damage_type.capitalize()}"


def _range(item: Item) -> str:
    if not item.range_normal:
        return ""
    return f"{item.range_normal}/{item.range_long} ft." if item.range_long else f"{item.range_normal} ft."


def _armor(item: Item) -> str:
    if item.shield_bonus:
        return signed(item.shield_bonus)
    if not item.armor_class:
        return ""
    if item.dex_cap == 0:
        return str(item.armor_class)
    most = f" (max {item.dex_cap})" if item.dex_cap else ""
    return f"{item.armor_class} + Dex modifier{most}"


def _value(gold: Decimal) -> str:
    """In the largest coins that come out even."""
    for coin, worth in (("GP", Decimal(1)), ("SP", Decimal("0.1")), ("CP", Decimal("0.01"))):
        if gold and gold % worth == 0:
            return f"{int(gold / worth):,} {coin}"
    return ""


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]
