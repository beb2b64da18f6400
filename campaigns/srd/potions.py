"""Potions that give hit points back, also those that stand in a table of one row."""

import re
from collections.abc import Container, Iterator

from campaigns.srd.dice import first_dice, read_dice
from campaigns.srd.things import Thing

_REGAINS = re.compile(r"\bregains? (?P<dice>\d{1,2}d\d{1,3}(?:\s*\+\s*\d{1,3})?) hit points", re.IGNORECASE)
_TABLE_ROW = re.compile(
    r"^\s*\|\s*(?P<name>Potion of [^|]+?)\s*\|\s*(?P<dice>\d{1,2}d\d{1,3}[^|]*?)\s*\|(?:\s*(?P<rarity>[^|]+?)\s*\|)?",
    re.MULTILINE | re.IGNORECASE,
)


def healing_of(words: str) -> dict[str, object]:
    """The columns of a potion whose words say how much whoever drinks it regains, else none."""
    told = _REGAINS.search(words)
    return {} if told is None else _heal(told["dice"])


def varieties_of(thing: Thing, words: str, names: Container[str]) -> Iterator[Thing]:
    """One more potion for each row of a table of healing, but for those that have a row of their own."""
    if thing.columns["kind"] != "potion" or "regain" not in words.lower():
        return
    for row in _TABLE_ROW.finditer(words):
        if row["name"] in names or read_dice(row["dice"]) is None:
            continue
        slug = re.sub(r"[^a-z0-9]+", "-", row["name"].lower()).strip("-")
        rarity = {"rarity": row["rarity"].lower().replace(" ", "_")} if row["rarity"] else {}
        columns = thing.columns | {"name": row["name"], **rarity, **_heal(row["dice"])}
        yield Thing(source_key=f"{thing.source_key}_{slug}"[:150], columns=columns)


def _heal(words: str) -> dict[str, object]:
    dice = first_dice(words)
    if dice is None:
        return {}
    return {"heal_count": dice.count, "heal_sides": dice.sides, "heal_bonus": min(dice.bonus, 20)}
