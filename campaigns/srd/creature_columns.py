"""The numbers of a creature: from the columns of the file to those of the library, mending slips and saying so."""

from collections.abc import Sequence
from decimal import Decimal

from campaigns.experience import XP_BY_RATING
from campaigns.srd.creature_rows import CreatureFields
from campaigns.words import ABILITIES, CONDITIONS, DAMAGE_TYPES, SKILLS

_HIGHEST_SAVE = 19  # a score of 30 and the proficiency of challenge rating 30
_SENSES = ("blindsight", "darkvision", "tremorsense", "truesight")


def experience(rating: Decimal, can_attack: bool) -> int | None:
    """XP for a challenge rating, None if there is no such rating."""
    if rating == 0:
        return 10 if can_attack else 0
    return XP_BY_RATING.get(rating)


def columns_of(fields: CreatureFields, can_attack: bool) -> tuple[dict[str, object], list[str]]:
    """The columns of `Monster` by name, and what the rules cannot play or was mended."""
    reasons: list[str] = []
    rating = fields.challenge_rating if fields.challenge_rating is not None else fields.challenge_rating_decimal
    xp = fields.experience_points_integer
    if xp is None and rating is not None:
        xp = experience(rating, can_attack)
    if xp is None:
        reasons.append("the challenge rating is missing or unknown, so no XP")
    if fields.nonmagical_attack_resistance or fields.nonmagical_attack_immunity:
        reasons.append("resistance to nonmagical attacks is told in words")
    scores = _scores(fields, reasons)
    columns: dict[str, object] = {
        "name": fields.name,
        "size": fields.size,
        "creature_type": fields.type,
        "alignment": (fields.alignment or "")[:60],
        "armor_class": fields.armor_class,
        "hit_points": fields.hit_points,
        "challenge_rating": rating if rating is not None and 0 <= rating <= 30 else Decimal(0),
        "xp": xp or 0,
        "initiative_modifier": fields.initiative_bonus,
        "saves": _saves(fields, scores, reasons),
        "skills": _skills(fields),
        "senses": _senses(fields),
        "languages": _languages(fields),
        **{f"speed_{way}": getattr(fields, way) or 0 for way in ("walk", "fly", "swim", "climb", "burrow")},
        **scores,
        **_word_lists(fields, reasons),
    }
    return columns, reasons


def _skills(fields: CreatureFields) -> dict[str, int]:
    bonuses = {skill: getattr(fields, f"skill_bonus_{skill}") for skill in sorted(SKILLS)}
    return {skill: bonus for skill, bonus in bonuses.items() if bonus is not None}


def _senses(fields: CreatureFields) -> dict[str, int]:
    """Ranges in feet; the sight everybody has is no sense of its own."""
    ranges = {sense: getattr(fields, f"{sense}_range") for sense in _SENSES}
    ranges["passive_perception"] = fields.passive_perception
    return {sense: reach for sense, reach in ranges.items() if reach}


def _languages(fields: CreatureFields) -> str:
    words = fields.languages_desc.strip() or _listed(fields.languages)
    if fields.telepathy_range and "telepathy" not in words.lower():
        words = "; ".join(part for part in (words, f"telepathy {fields.telepathy_range} ft.") if part)
    return words[:300]


def _listed(languages: Sequence[str]) -> str:
    return ", ".join(word.split("_")[-1].replace("-", " ").title() for word in languages)


def _scores(fields: CreatureFields, reasons: list[str]) -> dict[str, int]:
    """The six abilities. No score is below 1: such a number is the modifier, slipped into the wrong column."""
    scores: dict[str, int] = {}
    for ability in ABILITIES:
        score = getattr(fields, f"ability_score_{ability}")
        if score < 1:
            reasons.append(f"mended, a modifier stood for the score: {ability} {score}")
            score = max(1, 10 + 2 * score)
        scores[ability] = score
    return scores


def _saves(fields: CreatureFields, scores: dict[str, int], reasons: list[str]) -> dict[str, int]:
    """Only the saves that differ from the ability's modifier."""
    saves: dict[str, int] = {}
    for ability, score in scores.items():
        bonus = getattr(fields, f"saving_throw_{ability}")
        if bonus is not None and bonus > _HIGHEST_SAVE:
            reasons.append(f"mended, an impossible saving throw: {ability} +{bonus}")
        elif bonus is not None and bonus != (score - 10) // 2:
            saves[ability] = bonus
    return saves


def _word_lists(fields: CreatureFields, reasons: list[str]) -> dict[str, list[str]]:
    """Resistances and their kin; a word the rules do not know is left out and named."""
    lists: dict[str, list[str]] = {}
    for column in ("damage_resistances", "damage_vulnerabilities", "damage_immunities", "condition_immunities"):
        known = CONDITIONS if column == "condition_immunities" else DAMAGE_TYPES
        words = list(dict.fromkeys(word.lower() for word in getattr(fields, column)))
        lists[column] = [word for word in words if word in known]
        reasons += [f"unknown word among its {column.replace('_', ' ')}: {word}" for word in words if word not in known]
    return lists
