"""What every row of spells, things and conditions comes to: the columns of one row of the library."""

import msgspec


class Thing(msgspec.Struct, frozen=True, kw_only=True):
    """One row of the library by column name, found again by its key."""

    source_key: str
    columns: dict[str, object]
