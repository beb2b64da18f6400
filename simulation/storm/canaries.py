"""Words that nobody but some may ever see, and who did see them: looked for in the bytes, before anything is decoded."""

import hashlib
import re
from collections.abc import Iterable

WORD = "canary"
_DIGITS = 16
_WORDS = re.compile(rf"{WORD}[0-9a-f]{{{_DIGITS}}}".encode())
_KEPT = 64
"""Bytes of what came before that are looked at again: no shorter than the longest secret."""


class Canaries:
    """Every secret of an interaction with the user ids that it is meant for. Words are drawn from `seed`."""

    def __init__(self, seed: str) -> None:
        self._seed = seed
        self._meant_for: dict[str, set[str]] = {}
        self._watched: dict[bytes, str] = {}
        self._made = 0
        self.heard: dict[str, set[str]] = {}
        """Who saw which secret, rightly or not."""

    def new(self, meant_for: Iterable[str]) -> str:
        """Another word, for these people alone."""
        self._made += 1
        digest = hashlib.sha256(f"{self._seed}/{self._made}".encode()).hexdigest()
        word = WORD + digest[:_DIGITS]
        self._meant_for[word] = set(meant_for)
        return word

    def watch(self, secret: str, meant_for: Iterable[str]) -> None:
        """An id is secret too."""
        self._meant_for[secret] = set(meant_for)
        self._watched[secret.encode()] = secret

    def tell(self, secrets: Iterable[str], user_ids: Iterable[str]) -> None:
        """From now on these people may know; what is no secret, they may know anyway."""
        for secret in secrets:
            if secret in self._meant_for:
                self._meant_for[secret].update(user_ids)

    def look(self, user_id: str, text: bytes) -> list[str]:
        """The secrets in what this person is sent that are none of hers."""
        found = [secret for word, secret in self._watched.items() if word in text]
        if WORD.encode() in text:
            found += [word.decode() for word in _WORDS.findall(text)]
        for secret in found:
            self.heard.setdefault(secret, set()).add(user_id)
        return [secret for secret in found if user_id not in self._meant_for.get(secret, ())]


class Tap:
    """One connection's bytes on their way to a person, in pieces as they come."""

    def __init__(self, canaries: Canaries, user_id: str) -> None:
        self._canaries, self._user_id = canaries, user_id
        self._before = b""

    def passes(self, chunk: bytes) -> list[str]:
        """The secrets that this piece, or the end of the last one with it, gives away."""
        text = self._before + chunk
        self._before = text[-_KEPT:]
        return self._canaries.look(self._user_id, text)
