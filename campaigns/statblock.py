"""A creature's numbers as the rules books write them: speeds, challenge, senses, and every attack in a sentence."""

from collections.abc import Iterable
from decimal import Decimal
from math import ceil
from typing import Any, Final, NamedTuple

from campaigns.models import CreatureAttack, Feature, FeatureKind, Monster
from campaigns.words import ABILITIES

_HEADINGS: Final = {
    FeatureKind.TRAIT: "Traits",
    FeatureKind.ACTION: "Actions",
    FeatureKind.BONUS_ACTION: "Bonus Actions",
    FeatureKind.REACTION: "Reactions",
    FeatureKind.LEGENDARY_ACTION: "Legendary Actions",
    FeatureKind.LAIR_ACTION: "Lair Actions",
}
_FRACTIONS: Final = {Decimal("0.125"): "1/8", Decimal("0.25"): "1/4", Decimal("0.5"): "1/2"}
_ROLLS: Final = {"melee": "Melee", "ranged": "Ranged", "melee_or_ranged": "Melee or Ranged"}


class Ability(NamedTuple):
    """One of the six: its score, and modifier and saving throw with their signs."""

    short: str
    name: str
    score: int
    modifier: str
    save: str


class Entry(NamedTuple):
    """A named paragraph of a stat block. `numbers`: what the table plays with where the text does not say so itself."""

    name: str
    text: str
    numbers: str = ""


class Section(NamedTuple):
    """The entries under one heading; `remark` stands before them."""

    heading: str
    remark: str
    entries: list[Entry]


def signed(number: int) -> str:
    """ "+3", "−1"."""
    return f"+{number}" if number >= 0 else f"−{-number}"


def rating(challenge: Decimal) -> str:
    """A challenge rating as it is written: 1/8, 1/4, 1/2, 1 …"""
    return _FRACTIONS.get(challenge.normalize(), f"{challenge.normalize():f}")


def proficiency(challenge: Decimal) -> int:
    """+2 up to a challenge rating of 4, one more every four; SRD 5.2, Proficiency Bonus."""
    return 2 + max(0, ceil(challenge) - 1) // 4


def challenge(monster: Monster) -> str:
    """ "1/4 (XP 50; PB +2)"."""
    bonus = signed(proficiency(monster.challenge_rating))
    return f"{rating(monster.challenge_rating)} (XP {monster.xp:,}; PB {bonus})"


def speeds(creature: Any) -> str:
    """ "30 ft., Fly 60 ft."."""
    others = [(way, getattr(creature, f"speed_{way}")) for way in ("burrow", "climb", "fly", "swim")]
    return ", ".join(
        [f"{creature.speed_walk} ft.", *(f"{way.capitalize()} {feet} ft." for way, feet in others if feet)]
    )


def abilities(creature: Any) -> list[Ability]:
    """Strength to Charisma; a save that the block does not name is the modifier."""
    return [
        Ability(
            name[:3].capitalize(),
            name.capitalize(),
            getattr(creature, name),
            signed(creature.modifier(name)),
            signed(creature.saves.get(name, creature.modifier(name))),
        )
        for name in ABILITIES
    ]


def facts(monster: Monster) -> list[tuple[str, str]]:
    """The lines between the abilities and the traits, as (name, words); those with nothing in them are left out."""
    skills = [f"{_title(skill)} {signed(bonus)}" for skill, bonus in sorted(monster.skills.items())]
    immunities = [_listed(monster.damage_immunities), _listed(monster.condition_immunities)]
    found = [
        ("Skills", ", ".join(skills)),
        ("Vulnerabilities", _listed(monster.damage_vulnerabilities)),
        ("Resistances", _listed(monster.damage_resistances)),
        ("Immunities", "; ".join(filter(None, immunities))),
        ("Senses", senses(monster)),
        ("Languages", monster.languages or "None"),
        ("CR", challenge(monster)),
    ]
    return [(name, words) for name, words in found if words]


def senses(creature: Any) -> str:
    """ "Darkvision 60 ft., Passive Perception 12"."""
    far = [
        f"{_title(name)} {feet} ft." for name, feet in sorted(creature.senses.items()) if name != "passive_perception"
    ]
    passive = creature.senses.get("passive_perception")
    return ", ".join(far + ([] if passive is None else [f"Passive Perception {passive}"]))


def sections(monster: Monster, features: Iterable[Feature], attacks: Iterable[CreatureAttack]) -> list[Section]:
    """Traits, actions and so on, each heading with its entries; attacks that no action names stand among the actions."""
    by_key = {attack.key: attack for attack in attacks}
    entries: dict[str, list[Entry]] = {kind: [] for kind in _HEADINGS}
    for feature in features:
        entries[feature.kind].append(_entry(feature, by_key.pop(feature.key, None)))
    entries[FeatureKind.ACTION] += [Entry(attack.name, attack_words(attack)) for attack in by_key.values()]
    return [Section(_HEADINGS[kind], _remark(monster, kind), found) for kind, found in entries.items() if found]


def _entry(feature: Feature, attack: CreatureAttack | None) -> Entry:
    uses = feature.uses or (f"Costs {feature.cost} Actions" if feature.cost > 1 else "")
    name = f"{feature.name} ({uses})" if uses else feature.name
    if attack is None:
        return Entry(name, feature.description)
    words = attack_words(attack)
    if not feature.description:
        return Entry(name, words)
    return Entry(name, feature.description, "" if _says(feature.description, attack) else words)


def _says(text: str, attack: CreatureAttack) -> bool:
    """Whether the text has the same bonus and dice as the attack, so that they need not be said twice."""
    plain = text.replace(" ", "").replace("−", "-")
    dice = [_dice(part).replace(" ", "").replace("−", "-") for part in attack.damage]
    return signed(attack.to_hit).replace("−", "-") in plain and all(roll in plain for roll in dice)


def _remark(monster: Monster, kind: str) -> str:
    if kind != FeatureKind.LEGENDARY_ACTION or not monster.legendary_uses:
        return ""
    return (
        f"{monster.legendary_uses} uses. Immediately after another creature’s turn, it can expend a use to take one of "
        "the following actions. It regains all expended uses at the start of each of its turns."
    )


def attack_words(attack: CreatureAttack) -> str:
    """ "Melee Attack Roll: +4, reach 5 ft. Hit: 5 (1d6 + 2) Slashing damage."."""
    said = f"{_ROLLS[attack.kind]} Attack Roll: {signed(attack.to_hit)}, {_distance(attack)}."
    if attack.damage:
        said += f" Hit: {' plus '.join(_damage(part) for part in attack.damage)}."
    return f"{said} {attack.note}".strip()


def _distance(attack: CreatureAttack) -> str:
    long = f"/{attack.range_long}" if attack.range_long else ""
    reach = f"reach {attack.reach} ft" if attack.reach else ""
    range_ = f"range {attack.range_normal}{long} ft" if attack.range_normal else ""
    return " or ".join(filter(None, [reach, range_]))


def _damage(part: dict[str, Any]) -> str:
    kind = f"{part['type'].capitalize()} damage"
    if not part["count"]:
        return f"{part['bonus']} {kind}"
    average = part["count"] * (part["sides"] + 1) // 2 + part["bonus"]
    return f"{average} ({_dice(part)}) {kind}"


def dice(count: int, sides: int, bonus: int) -> str:
    """ "2d6 + 3"; without dice the bonus alone."""
    if not count:
        return str(bonus)
    return f"{count}d{sides} {'+' if bonus > 0 else '−'} {abs(bonus)}" if bonus else f"{count}d{sides}"


def _dice(part: dict[str, Any]) -> str:
    return dice(part["count"], part["sides"], part["bonus"])


def _listed(words: list[str]) -> str:
    return ", ".join(word.capitalize() for word in words)


def _title(word: str) -> str:
    return word.replace("_", " ").title().replace(" Of ", " of ")
