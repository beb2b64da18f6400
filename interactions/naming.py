"""Names for several creatures of one kind: the visible are counted, the hidden never, so that no name tells of others."""

import random
import re
from collections import Counter
from collections.abc import Collection, Sequence

EPITHETS = (
    "ashen", "bent", "black-nailed", "burnt", "crooked", "grey", "grinning", "hoarse", "limping", "lean", "marked", "mud-caked",
    "notched", "one-eared", "pale", "patient", "quick", "ragged", "rust-stained", "scarred", "silent", "sly", "squat", "tall",
    "thin", "twitching", "watchful", "wet", "whistling", "yellow-eyed",
)  # fmt: skip


def names(
    creatures: Sequence[tuple[str, bool]], chance: random.Random | None = None, *, taken: Collection[str] = ()
) -> list[str]:
    """A name for each (kind, hidden), in their order: "Goblin 1", "Goblin 2", and "Goblin (scarred)" for a hidden one.

    A hidden one is plainly "Goblin" where nobody else is. `taken` are the names of visible ones beside these: none of
    them is given again.
    """
    chance = chance or random.SystemRandom()
    visible = Counter(kind for kind, hidden in creatures if not hidden)
    unseen = Counter(kind for kind, hidden in creatures if hidden)
    number: Counter[str] = Counter()
    epithets = {kind: chance.sample(EPITHETS, len(EPITHETS)) for kind in unseen}
    found = []
    for kind, hidden in creatures:
        if hidden:
            plain = unseen[kind] == 1 and visible[kind] != 1
            found.append(kind if plain else f"{kind} ({_epithet(epithets[kind], chance)})")
        else:
            found.append(_counted(kind, visible[kind] == 1, number, taken))
    return found


def is_given_by_us(name: str, kind: str) -> bool:
    """Whether `name` is one that `names` gives to creatures of that kind."""
    return re.fullmatch(rf"{re.escape(kind)}(?: \d{{1,3}}| \([a-z-]+\))?", name) is not None


def _counted(kind: str, alone: bool, number: Counter[str], taken: Collection[str]) -> str:
    """The next name of a visible one that nobody has."""
    if alone and kind not in taken:
        return kind
    number[kind] += 1
    while f"{kind} {number[kind]}" in taken:
        number[kind] += 1
    return f"{kind} {number[kind]}"


def _epithet(left: list[str], chance: random.Random) -> str:
    """One that no other has; when all are used, letters that say nothing."""
    return left.pop() if left else "".join(chance.sample("abcdefghijklmnopqrstuvwxyz", 6))
