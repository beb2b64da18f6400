"""Opaque identifiers: random, without order, telling nothing about what they name or how many there are. And those of
accounts, which are Django's numbers."""

import base64
import secrets

_DIGITS = 18  # fewer than a 64 bit column may have: beyond that a database fails instead of finding nothing
_BYTES = 10  # 80 bits: exactly 16 base32 characters, no padding


def new_id() -> str:
    """A fresh id of 16 lowercase base32 characters (80 random bits), fit for primary keys and wire ids."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode("ascii").lower()


def is_account_id(said: str) -> bool:
    """Whether an account can have this id: it is the one kind of row that is numbered."""
    return said.isascii() and said.isdecimal() and len(said) <= _DIGITS
