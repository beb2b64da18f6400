"""From the files' rows to stat blocks with attacks, saying of each row what became of it."""

from collections import defaultdict
from decimal import Decimal

import msgspec

from campaigns.experience import XP_BY_RATING
from campaigns.srd.attacks import Attack, attacks_of
from campaigns.srd.fixture import CreatureFields, DocumentFields, Fixture
from campaigns.srd.report import Entry, Report
from campaigns.words import ABILITIES, CONDITIONS, DAMAGE_TYPES

_HIGHEST_SAVE = 19  # a score of 30 and the proficiency of challenge rating 30

_LICENCES = {"cc-by-40": "Creative Commons Attribution 4.0 International", "ogl-10a": "Open Game License 1.0a"}
_CC_BY = "Creative Commons Attribution 4.0 International License, available at https://creativecommons.org/licenses/by/4.0/legalcode"


class Statblock(msgspec.Struct, frozen=True, kw_only=True):
    """A creature as the library keeps it: the columns of its row, by name, and its attacks."""

    source_key: str
    columns: dict[str, object]
    attacks: tuple[Attack, ...]


def read_creatures(fixture: Fixture) -> tuple[list[Statblock], Report]:
    """Every creature of the fixture with its attacks, and what became of every creature and action."""
    actions: dict[str, list[str]] = defaultdict(list)
    rows: dict[str, list[str]] = defaultdict(list)
    for key, action in fixture.actions.items():
        actions[action.parent].append(key)
    for key, attack in fixture.attacks.items():
        rows[attack.parent].append(key)
    blocks: list[Statblock] = []
    entries: list[Entry] = []
    for key, fields in fixture.creatures.items():
        attacks, told = attacks_of(key, actions[key], rows, fixture)
        columns, reasons = _columns(fields, bool(attacks))
        columns |= _source(fixture.documents[fields.document])
        blocks.append(Statblock(source_key=key, columns=columns, attacks=attacks))
        entries += [Entry(key=key, kind="creature", mechanical=True, reasons=reasons), *told]
    return blocks, Report(entries=tuple(entries))


def experience(rating: Decimal, can_attack: bool) -> int | None:
    """XP for a challenge rating, None if there is no such rating."""
    if rating == 0:
        return 10 if can_attack else 0
    return XP_BY_RATING.get(rating)


def _columns(fields: CreatureFields, can_attack: bool) -> tuple[dict[str, object], tuple[str, ...]]:
    reasons: list[str] = []
    rating = fields.challenge_rating if fields.challenge_rating is not None else fields.challenge_rating_decimal
    xp = fields.experience_points_integer
    if xp is None and rating is not None:
        xp = experience(rating, can_attack)
    if xp is None:
        reasons.append("the challenge rating is missing or unknown, so no XP")
    if fields.burrow:
        reasons.append("burrowing is told in words")
    if fields.nonmagical_attack_resistance or fields.nonmagical_attack_immunity:
        reasons.append("resistance to nonmagical attacks is told in words")
    scores = _scores(fields, reasons)
    columns: dict[str, object] = {
        "name": fields.name,
        "size": fields.size,
        "creature_type": fields.type,
        "armor_class": fields.armor_class,
        "hit_points": fields.hit_points,
        "challenge_rating": rating if rating is not None and 0 <= rating <= 30 else Decimal(0),
        "xp": xp or 0,
        "initiative_modifier": fields.initiative_bonus,
        "saves": _saves(fields, scores, reasons),
        **{f"speed_{way}": getattr(fields, way) or 0 for way in ("walk", "fly", "swim", "climb")},
        **scores,
        **_word_lists(fields, reasons),
    }
    return columns, tuple(reasons)


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


def _source(document: DocumentFields) -> dict[str, object]:
    """Where it comes from and what its licence asks us to say."""
    licence = ", ".join(_LICENCES.get(word, word) for word in document.licenses)[:150]
    at = f", available at {document.permalink}" if document.permalink else ""
    attribution = f"This work includes material from “{document.name}” by {document.author or 'an unnamed author'}{at}."
    if "cc-by-40" in document.licenses:
        attribution += f" “{document.name}” is licensed under the {_CC_BY}."
    return {"source": document.name, "licence": licence, "attribution": attribution}
