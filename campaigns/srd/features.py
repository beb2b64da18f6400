"""What a stat block says in words: its traits and actions as entries with a key, a heading and how often they can be used."""

import re
import unicodedata
from collections.abc import Container, Sequence
from typing import Final

import msgspec

from campaigns.srd.creature_rows import ActionFields
from campaigns.srd.fixture import Fixture

_KINDS: Final = ("trait", "action", "bonus_action", "reaction", "legendary_action", "lair_action")
_PLACES = 100  # each heading has so many places in the order of the block
_COSTS = re.compile(r"\(costs (\d) actions?\)", re.IGNORECASE)  # older files say it in the name


class Feature(msgspec.Struct, frozen=True, kw_only=True):
    """One entry of a stat block."""

    key: str
    kind: str
    name: str
    description: str
    uses: str
    cost: int
    order: int


def features_of(
    creature: str, traits: Sequence[str], actions: Sequence[str], fixture: Fixture
) -> tuple[tuple[Feature, ...], dict[str, str]]:
    """All entries in the block's order, and of each action of the file its key in the block."""
    keys: dict[str, str] = {}
    for key in actions:
        keys[key] = _free(_slug(key.removeprefix(creature)), keys.values())
    entries = [_action(keys[key], fixture.actions[key]) for key in actions]
    for number, key in enumerate(traits):
        slug = _free(_slug(key.removeprefix(creature)), [entry.key for entry in entries])
        trait = fixture.traits[key]
        entries.append(_entry(slug, "trait", trait.name, trait.desc, place=number))
    return tuple(sorted(entries, key=lambda entry: entry.order)), keys


def uses_of(action: ActionFields) -> str:
    """How often it can be used, as the block says it: "Recharge 5–6", "3/Day"; empty for at will."""
    match action.uses_type, action.uses_param:
        case "RECHARGE_ON_ROLL" | "RECHARGE", int(lowest):
            return "Recharge 6" if lowest == 6 else f"Recharge {lowest}–6"
        case "PER_DAY", int(times):
            return f"{times}/Day"
    return ""


def _slug(words: str) -> str:
    """Lowercase letters, digits and single dashes."""
    plain = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii").lower()
    return re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:70].rstrip("-") or "entry"


def _free(slug: str, taken: Container[str]) -> str:
    """This key, or the next one with a number that nothing else of the creature has."""
    number, key = 1, slug
    while key in taken:
        number += 1
        key = f"{slug}-{number}"
    return key


def _action(key: str, action: ActionFields) -> Feature:
    told = _COSTS.search(action.name)
    cost = action.cost or (int(told[1]) if told else 1)
    form = f"{action.form}. " if action.form else ""
    return _entry(
        key,
        action.action_type.lower(),
        action.name,
        form + action.desc,
        place=action.place,
        uses=uses_of(action),
        cost=cost if action.action_type == "LEGENDARY_ACTION" else 1,
    )


def _entry(key: str, kind: str, name: str, description: str, *, place: int, uses: str = "", cost: int = 1) -> Feature:
    order = _KINDS.index(kind) * _PLACES + min(place, _PLACES - 1)
    return Feature(
        key=key, kind=kind, name=name, description=description.strip()[:20_000], uses=uses, cost=cost, order=order
    )
