"""One batch on its way: sent together; where Convex fails on it, halved until the one at fault stands alone."""

from collections.abc import Callable, Iterator, Sequence
from typing import Literal

import msgspec

from sync.client import Client, FunctionFailed, RetryLater
from sync.models import Parked
from sync.pacing import breathing
from sync.waiting import BYTES, COUNT, Outcome, Unsent

FUNCTION = "liveSystemHelpers:batchStateOperations"
TRIES = 3
"""Times that an entry is sent on which alone Convex fails, before it is parked."""
LARGEST = 8 * 1024 * 1024
"""Bytes of one operation, which then goes alone: half of what Convex takes as arguments. A snapshot of 900 KB and three
views of it as large come to that, since each is JSON in JSON; whether its documents are small enough is Convex's to say."""
LONGEST = 4 * 1024 * 1024
"""Bytes of an answer: 200 results with a sentence each are a hundredth of it."""


class Result(msgspec.Struct):
    """What Convex says of one operation. `stored`: what it has instead, where that is a conflict."""

    status: Literal["applied", "stale", "conflict", "refused"]
    message: str = ""
    stored: msgspec.Raw = msgspec.Raw(b"")

    @property
    def fine(self) -> bool:
        return self.status in ("applied", "stale")


class _Results(msgspec.Struct):
    results: list[Result]


_read_results = msgspec.json.Decoder(_Results).decode
Call = Callable[[Sequence[bytes]], list[Result]]
"""Sends operations; one result each, in order. Raises `RetryLater`, `FunctionFailed`."""


def calling(client: Client) -> Call:
    """The call over HTTP."""

    def call(operations: Sequence[bytes]) -> list[Result]:
        value = client.mutate(FUNCTION, b'{"operations":[%b]}' % b",".join(operations), LONGEST)
        try:
            results = _read_results(value).results
        except msgspec.DecodeError as error:
            raise RetryLater(f"{FUNCTION} answered {bytes(value)[:200]!r}") from error
        if len(results) != len(operations):
            raise RetryLater(f"{FUNCTION} answered {len(results)} results to {len(operations)} operations.")
        return results

    return call


class Sending:
    """Sends entries and gathers what became of each, in `outcomes`, also where it is broken off by `RetryLater`.

    `later(attempts)` says when (ms since the epoch) an entry is tried again that failed so many times.
    """

    def __init__(self, call: Call, later: Callable[[int], int]) -> None:
        self._call, self._later = call, later
        self._held: set[str] = set()
        self._sound = False
        self.outcomes: list[Outcome] = []

    def send(self, entries: Sequence[Unsent]) -> None:
        """Together, or in halves. Of a line whose first could not be sent, nobody overtakes it."""
        going = [each for each in entries if not (each.in_line and each.key in self._held)]
        if not going:
            return
        try:
            results = self._send_whole(going)
        except FunctionFailed as failed:
            half = len(going) // 2
            if half:
                self.send(going[:half])
                self.send(going[half:])
            else:
                self._failed(going[0], str(failed))
            return
        self.outcomes += [_judged(each, of) for each, of in breathing(zip(going, results, strict=True))]

    def _send_whole(self, entries: Sequence[Unsent]) -> list[list[Result]]:
        """The results of each."""
        if len(entries) == 1:
            return [send_in_order(self._call, entries[0].operations)]
        results = iter(self._call([operation for each in entries for operation in each.operations]))
        return [[next(results) for _ in each.operations] for each in breathing(entries)]

    def _failed(self, entry: Unsent, why: str) -> None:
        self._see_that_convex_is_sound()
        attempts = entry.attempts + 1
        if attempts >= TRIES:
            self.outcomes.append(Outcome(entry, Parked.FAILED, why))
            return
        if entry.in_line:
            self._held.add(entry.key)
        self.outcomes.append(Outcome(entry, not_before=self._later(attempts)))

    def _see_that_convex_is_sound(self) -> None:
        """Nothing is held against an entry while the function fails on everything: it may not even be deployed."""
        if self._sound:
            return
        try:
            self._call([])
        except FunctionFailed as failed:
            raise RetryLater(f"{FUNCTION} fails on everything: {failed}") from failed
        self._sound = True


TOO_LARGE = f"It has more than {LARGEST} bytes."


def send_in_order(call: Call, operations: Sequence[bytes]) -> list[Result]:
    """In as many calls as it needs; what comes behind an operation that was not accepted is not sent. Raises what `call`
    raises."""
    if max(map(len, operations)) > LARGEST:
        return [Result("refused", TOO_LARGE)]
    results: list[Result] = []
    for some in loads(operations):
        results += call(some)
        if not all(result.fine for result in results):
            break
    return results


def loads(operations: Sequence[bytes]) -> Iterator[list[bytes]]:
    """The operations in parts that fit into one call each."""
    part: list[bytes] = []
    size = 0
    for operation in operations:
        if part and (size + len(operation) > BYTES or len(part) == COUNT):
            yield part
            part, size = [], 0
        part.append(operation)
        size += len(operation)
    yield part


def _judged(entry: Unsent, results: Sequence[Result]) -> Outcome:
    bad = next((result for result in results if not result.fine), None)
    if bad is None:
        return Outcome(entry)
    if bad.message == TOO_LARGE:
        return Outcome(entry, Parked.TOO_LARGE, bad.message)
    stored = f" {bytes(bad.stored).decode()}" if bytes(bad.stored) else ""
    return Outcome(entry, Parked(bad.status), f"{bad.message}{stored}".strip() or "It did not say why.")
