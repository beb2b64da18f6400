"""What another slot or level makes of a spell, from the rows of its options to words for whoever casts it."""

import re
from collections.abc import Sequence

from campaigns.srd.thing_rows import OptionFields

_MOST = 10_000  # characters of the column
_TYPE = re.compile(r"(slot|player)_level_(\d{1,2})")


def casting_words(told: str, options: Sequence[OptionFields]) -> str:
    """The source's own words, and one line for each option that changes something."""
    lines = [f"{_heading(option.type)}: {changes}." for option in options if (changes := _changes(option))]
    return "\n".join([*([told.strip()] if told.strip() else []), *lines])[:_MOST]


def _heading(kind: str) -> str:
    """ "slot_level_3" as "Slot of level 3"; what is neither slot nor level as it is."""
    level = _TYPE.fullmatch(kind)
    if level is None:
        return kind.replace("_", " ").capitalize()
    return f"Slot of level {level[2]}" if level[1] == "slot" else f"From level {level[2]}"


def _changes(option: OptionFields) -> str:
    changes: list[str] = []
    if option.damage_roll:
        changes.append(option.damage_roll)
    if option.target_count is not None:
        changes.append(f"{option.target_count} target{'' if option.target_count == 1 else 's'}")
    if option.range is not None:
        changes.append(f"range {_plain(option.range)}")
    if option.shape_size is not None:
        changes.append(f"size {_plain(option.shape_size)} feet")
    if option.duration:
        changes.append(f"duration {option.duration}")
    if option.concentration is not None:
        changes.append("with concentration" if option.concentration else "no concentration")
    if option.desc:
        changes.append(option.desc.strip().rstrip("."))
    return ", ".join(changes)


def _plain(number: float | str) -> str:
    return f"{number:g}" if isinstance(number, float) else str(number)
