"""What the JSON columns of a draft may hold; each check raises Django's ValidationError with a sentence for the author."""

from typing import Annotated, Final

import msgspec
from django.core.exceptions import ValidationError

from engine.commands import UpdateTurnSettings

LIMITS: Final = frozenset({"turn_time_limit", "dm_turn_time_limit"})
"""Settings of which 0 says the same as null: no clock."""
MOST_XP: Final = 10_000_000

_Awards = dict[
    Annotated[str, msgspec.Meta(min_length=1, max_length=26)], Annotated[int, msgspec.Meta(ge=0, le=MOST_XP)]
]
_WIRE: Final = dict(zip(UpdateTurnSettings.__struct_fields__, UpdateTurnSettings.__struct_encode_fields__, strict=True))


def check_settings(value: object) -> None:
    """An object from the name of a setting to what the table's own command would take for it."""
    if not isinstance(value, dict):
        raise ValidationError("Settings must be an object.")
    if strange := sorted(str(name) for name in value if name not in _WIRE):
        raise ValidationError(f"Unknown setting: {', '.join(strange)[:200]}")
    said = {_WIRE[name]: None if name in LIMITS and setting == 0 else setting for name, setting in value.items()}
    try:
        msgspec.convert(said, UpdateTurnSettings)
    except msgspec.ValidationError as wrong:
        raise ValidationError(f"Settings do not fit: {wrong}.") from wrong


def check_awards(value: object) -> None:
    """An object from a player character's id to XP."""
    try:
        msgspec.convert(value, _Awards)
    except msgspec.ValidationError as wrong:
        raise ValidationError(f"Awards must map player characters' ids to XP up to {MOST_XP:,}: {wrong}.") from wrong
