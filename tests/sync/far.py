"""A Convex of a few lines: keeps what it is sent, and fails as it is told. And a clock that only moves when told to."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from django.db import connection

from sync import outbox
from sync.client import FunctionFailed, RetryLater
from sync.outbox import Entry, entry
from sync.sending import Result


class Far:
    """`calls`: the `n` of the operations of each call that came. `poison`: numbers on which the function throws;
    `refuses`, `conflicts`: those of which it says so. `down`: why nobody answers; `deaf`: it does all and says nothing."""

    def __init__(self) -> None:
        self.calls: list[list[Any]] = []
        self.kept: list[Any] = []
        self.poison: set[Any] = set()
        self.refuses: set[Any] = set()
        self.conflicts: set[Any] = set()
        self.down = ""
        self.deaf = self.broken = False
        self.before: Callable[[list[Any]], None] = lambda _: None

    def __call__(self, operations: Sequence[bytes]) -> list[Result]:
        sent = [json.loads(operation)["args"]["n"] for operation in operations]
        self.before(sent)
        if self.down:
            raise RetryLater(self.down)
        self.calls.append(sent)
        if self.broken or self.poison & set(sent):
            raise FunctionFailed("it threw")
        results = [self._result(n) for n in sent]
        self.kept += [n for n, result in zip(sent, results, strict=True) if result.fine]
        if self.deaf:
            raise RetryLater("the reply is lost")
        return results

    def _result(self, n: Any) -> Result:
        if n in self.refuses:
            return Result("refused", "no such field")
        if n in self.conflicts:
            return Result("conflict", "another history", stored=b'{"revision":7}')
        return Result("stale" if n in self.kept else "applied")


class Clock:
    """Milliseconds since the epoch."""

    def __init__(self) -> None:
        self.now = 1_700_000_000_000

    def __call__(self) -> int:
        return self.now

    def passes(self, seconds: float) -> None:
        self.now += int(seconds * 1000)


def one(n: Any, key: str = "mill", **more: Any) -> Entry:
    return entry(key, "recordTurn", {"n": n}, **more)


def state(n: Any, key: str = "mill", **more: Any) -> Entry:
    return one(n, key, revision=n, newest_only="snapshot", **more)


def put(*entries: Entry) -> None:
    """As a follower does."""
    with connection.cursor() as cursor:
        outbox.put(cursor, entries)
