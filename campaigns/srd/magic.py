"""What the words of a magic item say in numbers: its bonus and its charges."""

import re
from typing import Final

from campaigns.srd.thing_rows import ItemFields

# "You gain a +1 bonus to attack rolls and damage rolls made with this magic weapon."
# "While wearing this armor, you gain a +1 bonus to Armor Class." Not: against ranged attacks, if you wear no armor …
_BONUS = re.compile(
    r"(?:you )?(?:gain|have) a \+(?P<bonus>[123]) bonus to "
    r"(?:attack (?:rolls )?and damage rolls (?:made )?(?:with|you make with)|AC\b|Armor Class\b)(?P<rest>[^.]*)",
    re.IGNORECASE,
)
# "You have a bonus to Armor Class while wearing this armor. The bonus is determined by its rarity." The name says which.
_BY_NAME: Final = re.compile(r"\(\+(?P<behind>[123])\)|(?:^|\s)\+(?P<bare>[123])\b")
_BY_NAME_WORDS = re.compile(r"\b(?:bonus to (?:attack|AC|Armor Class)|bonus is determined)", re.IGNORECASE)
_CHARGES = re.compile(
    r"\b(?:has|have|starts with|of its|is found with|contains) (?P<count>\d{1,3}) charges\b", re.IGNORECASE
)
_ROLLED = re.compile(
    r"\b(?:has|have|starts with|contains) (?P<dice>\d{1,2}d\d{1,2}(?: \+ \d{1,2})?) charges\b", re.IGNORECASE
)
_MOST = 100


def bonus_of(fields: ItemFields) -> int:
    """What it adds to attack and damage rolls, or to Armor Class: 0 to 3."""
    told = _BONUS.search(fields.desc)
    if told is not None and not re.search(r"\b(?:against|if)\b", told["rest"]):
        return int(told["bonus"])
    named = _BY_NAME.search(fields.name)
    if named is not None and _BY_NAME_WORDS.search(fields.desc):
        return int(named["behind"] or named["bare"])
    return 0


def more_than_the_bonus(words: str) -> bool:
    """Whether the words tell more than a bonus: something the DM applies."""
    sentences = [sentence.strip() for sentence in re.split(r"(?<=\.)\s+", words.strip()) if sentence.strip()]
    return any(not re.search(r"\bbonus (?:to|is)\b", sentence) or len(sentence) > 160 for sentence in sentences)


def charges_of(words: str, reasons: list[str]) -> int:
    """How many charges it has when full; 0 for none, or where dice decide."""
    told = _CHARGES.search(words)
    if told is not None:
        return min(int(told["count"]), _MOST)
    if rolled := _ROLLED.search(words):
        reasons.append(f"its charges are rolled for: {rolled['dice']}")
    return 0
