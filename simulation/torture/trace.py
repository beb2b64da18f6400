"""Reads what strace saw: whether each acknowledged command was written to the write-ahead log and synced before.

`kill -9` cannot show this: what the kernel holds survives a process. Only the order of the system calls tells.
"""

import re
from collections.abc import Iterable

from msgspec import Struct

SYSCALLS = "pwrite64,write,writev,sendto,sendmsg,fdatasync,fsync"
LONGEST = 131_072
"""Bytes of a call that strace shall print: an acknowledgement may come behind frames in the same write."""

_LINE = re.compile(r"^(?P<thread>\d+) +(?:<\.\.\. )?(?P<call>\w+)(?P<rest>.*)$", re.DOTALL)
_FILE = re.compile(r"^\(\d+<(?P<path>[^>]*)>")
_ACK = re.compile(r'\{\\"type\\":\\"ack\\",\\"id\\":\\"(?P<id>[0-9a-f]{16})\\"')
_ID = re.compile(r"[0-9a-f]{16}")


class Order(Struct, frozen=True):
    """What the trace shows: acknowledged ids, those of them without a sync before, and how many syncs there were."""

    acked: tuple[str, ...]
    too_early: tuple[str, ...]
    syncs: int


def read_trace(lines: Iterable[str], ids: Iterable[str]) -> Order:
    """`ids` are the commands that clients sent; `lines` come from `strace -f -y`, one call or half of one a line."""
    reading = _Reading(frozenset(ids))
    for line in lines:
        match = _LINE.match(line)
        if match:
            reading.take(match["thread"], match["call"], match["rest"])
    return Order(tuple(reading.acked), tuple(reading.too_early), reading.syncs)


class _Reading:
    """The trace so far: what is in the log, and what of that is on disk."""

    def __init__(self, ids: frozenset[str]) -> None:
        self._ids = ids
        self._written: set[str] = set()
        self._synced: set[str] = set()
        self._under_way: dict[str, set[str]] = {}
        self.acked: list[str] = []
        self.too_early: list[str] = []
        self.syncs = 0

    def take(self, thread: str, call: str, rest: str) -> None:
        if call in ("fdatasync", "fsync"):
            self._sync(thread, rest)
            return
        file = _FILE.match(rest)
        if file is None:
            return
        if file["path"].endswith("-wal"):
            self._written |= self._ids.intersection(_runs(rest))
        elif "ack" in rest:
            for ack in _ACK.finditer(rest):
                self._acknowledge(ack["id"])

    def _sync(self, thread: str, rest: str) -> None:
        """A sync counts for what was written before it began, from when it has returned."""
        file = _FILE.match(rest)
        if file is not None and not file["path"].endswith("-wal"):
            return
        if file is not None:
            self._under_way[thread] = set(self._written)
        if "unfinished" not in rest and thread in self._under_way and re.search(r"= 0\b", rest):
            self._synced |= self._under_way.pop(thread)
            self.syncs += 1

    def _acknowledge(self, command_id: str) -> None:
        self.acked.append(command_id)
        if command_id not in self._synced:
            self.too_early.append(command_id)


def _runs(text: str) -> Iterable[str]:
    """Every stretch of sixteen hexadecimal digits, at any place: octal escapes may stand right before an id."""
    for start in range(len(text) - 15):
        if text[start] in "0123456789abcdef" and _ID.match(text, start):
            yield text[start : start + 16]
