"""Dice that can be checked afterwards: each die is an HMAC of a seed and a counter (rules §9)."""

import hashlib
import hmac
from collections.abc import Iterable

WORD = 1 << 32
OpenRoll = tuple[int, tuple[int, ...]]
"""Sides, and the faces as they fell."""


class SeededDice:
    """Dice from two seeds of 256 bits, `public` and `secret`, each with a counter of its own that only grows."""

    def __init__(
        self, public: bytes, secret: bytes, spent: tuple[int, int] = (0, 0), nonces: Iterable[str] = ()
    ) -> None:
        """`nonces` are the players', as hexadecimal digits, in the order of the user ids."""
        self._public = public
        self._seeds = (open_key(public, nonces), secret)
        self._spent = list(spent)
        self._open: list[OpenRoll] = []

    def roll(self, count: int, sides: int, *, secret: bool) -> tuple[int, ...]:
        """`count` dice of `sides` sides; each takes exactly one number of its counter."""
        which = 1 if secret else 0
        first = self._spent[which]
        self._spent[which] = first + count
        seed = self._seeds[which]
        faces = tuple([die(seed, counter, sides) for counter in range(first, first + count)])
        if not secret:
            self._open.append((sides, faces))
        return faces

    def open_rolls(self) -> tuple[OpenRoll, ...]:
        """What the public seed has given since this was made: sides and faces, in order."""
        return tuple(self._open)

    def reveal(self) -> str:
        """The public seed, as hexadecimal digits."""
        return self._public.hex()

    def spent(self) -> tuple[int, int]:
        """How many dice the public and the secret seed have given."""
        return self._spent[0], self._spent[1]


def open_key(public: bytes, nonces: Iterable[str]) -> bytes:
    """What open rolls come from: the public seed, and behind it each player's nonce, so that nobody chose them alone."""
    return public + b"".join([bytes.fromhex(nonce) for nonce in nonces])


def die(seed: bytes, counter: int, sides: int) -> int:
    """The die that `seed` gives for `counter`, from 1 to `sides`.

    HMAC-SHA256 of the counter (8 bytes, big-endian) is read as eight words of 32 bits, big-endian; the first word below
    the largest multiple of `sides` counts, so that no face is likelier. If none of the eight is (for up to 10,000 sides
    less than once in 10^45), the last one counts.
    """
    digest = hmac.digest(seed, counter.to_bytes(8, "big"), "sha256")
    fair = WORD - WORD % sides
    word = 0
    for start in range(0, 32, 4):
        word = int.from_bytes(digest[start : start + 4], "big")
        if word < fair:
            break
    return word % sides + 1


def seed_hash(seed: bytes) -> str:
    """What is published before the first roll: SHA-256 of the seed, as hexadecimal digits."""
    return hashlib.sha256(seed).hexdigest()
