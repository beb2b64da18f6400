"""Opaque identifiers: random, without order, telling nothing about what they name or how many there are."""

import base64
import secrets

_BYTES = 10  # 80 bits: exactly 16 base32 characters, no padding


def new_id() -> str:
    """A fresh id of 16 lowercase base32 characters (80 random bits), fit for primary keys and wire ids."""
    return base64.b32encode(secrets.token_bytes(_BYTES)).decode("ascii").lower()
