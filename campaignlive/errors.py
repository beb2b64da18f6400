"""Errors of the program on their way to Convex: gathered by a logging handler, written into the outbox by somebody who may
wait for the database.

The same error is one document a day, with a count that the database keeps for all its processes. None has a secret: of a
trace only where it went, of a message nothing that looks like a key or stands behind a word like "password". Whatever goes
wrong here is nobody's trouble.
"""

import asyncio
import contextlib
import hashlib
import logging
import re
import threading
import traceback
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Future
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import msgspec
from django.conf import settings
from django.db import connection, transaction

from campaignlive import breaking
from sync import outbox, tally
from sync.outbox import Entry, entry
from sync.tally import Tallied

KINDS = 100
"""Different errors that are kept at once; of others beyond that only the log knows."""
LENGTH = 2_000
"""Characters of a message."""
FRAMES = 30
"""Of a trace, the innermost."""
EVERY = 5.0
"""Seconds between writings."""
NOT_OURS = ("sync", "campaignlive.errors")
"""Loggers whose errors would be about bringing errors away."""

_BEHIND_A_WORD = re.compile(
    r"(?i)\b([\w-]{0,40}(?:password|passwd|secret|token|key|authorization|cookie|session|sessionid|ticket)[\w-]{0,40}"
    r"[\"']?\s{0,3}[:=]\s{0,3}[\"']?(?:bearer |basic |convex )?)[^\s\"',;&)}\]]+"
)
_LONG_WORD = re.compile(r"[\w|+=-]{24,}")
_BYTES = re.compile(r"\bb(['\"])[^'\"]{8,}\1")
_IN_AN_ADDRESS = re.compile(r"(?<=://)[^/\s@]{1,200}@")


class Seen(msgspec.Struct):
    """One kind of error, from when it came first to when it came last."""

    level: str
    logger: str
    message: str
    exception: str
    trace: str
    first: int
    last: int


class Gathering:
    """What was seen and is not written yet; of bounded size, and never waited for."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._known: dict[str, Seen] = {}
        self._fresh: Counter[str] = Counter()
        self.noticed: Callable[[], None] = lambda: None
        """Called when there is something to write."""

    def __bool__(self) -> bool:
        return bool(self._fresh)

    def see(self, record: logging.LogRecord) -> None:
        """Count it, or take it down for the first time that day."""
        name = f"{fingerprint(record)}:{datetime.fromtimestamp(record.created, UTC):%Y-%m-%d}"
        with self._lock:
            seen = self._known.get(name)
            if seen is None:
                if len(self._known) >= KINDS and not self._forget_one():
                    return
                seen = self._known[name] = taken_down(record)
            seen.last = max(seen.last, int(record.created * 1000))
            self._fresh[name] += 1
        self.noticed()

    def _forget_one(self) -> bool:
        """Of those that are written the one that came first; whether there was one."""
        written = next((name for name in self._known if name not in self._fresh), None)
        return written is not None and self._known.pop(written) is not None

    def write(self) -> None:
        """Put them into the outbox; in a thread that may wait for the database."""
        with self._lock:
            fresh, self._fresh = self._fresh, Counter()
            seen = {name: msgspec.structs.replace(self._known[name]) for name in sorted(fresh)}
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                outbox.put(cursor, [_counted(cursor, name, one, fresh[name]) for name, one in seen.items()])
                tally.forget(cursor, outbox.now_ms())
        except Exception:
            with self._lock:
                self._fresh += Counter({name: fresh[name] for name in fresh.keys() & self._known.keys()})
            raise


gathering = Gathering()


class ToConvex(logging.Handler):
    """Takes down errors where Convex is switched on. Costs microseconds, waits for nothing, and never fails."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)

    def emit(self, record: logging.LogRecord) -> None:
        try:
            if outbox.switched_on() and record.levelno >= logging.ERROR and not record.name.startswith(NOT_OURS):
                gathering.see(record)
        except Exception:
            pass


async def keep_writing(behind: Callable[[Callable[[], Any]], "Future[Any]"]) -> None:
    """Every few seconds, where there is something; `behind` runs a job where the database may be waited for."""
    while True:
        await asyncio.sleep(EVERY)
        if gathering:
            with contextlib.suppress(Exception):
                behind(gathering.write)  # what cannot be written stays gathered


def write_the_last() -> None:
    """As long as the process still lives."""
    with contextlib.suppress(Exception):
        gathering.write()


def fingerprint(record: logging.LogRecord) -> str:
    """The same for the same error at the same place, whatever its values. Cheap: it is taken of every error."""
    kind, place = "", f"{record.pathname}:{record.lineno}"
    if record.exc_info and record.exc_info[0] is not None:
        kind, trace = record.exc_info[0].__qualname__, record.exc_info[2]
        while trace is not None:
            place, trace = f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}", trace.tb_next
    template = str(record.msg)[:LENGTH] if record.args else ""
    parts = "\n".join([record.name, record.levelname, template, kind, place])
    return hashlib.sha256(parts.encode(errors="replace")).hexdigest()[:16]


def taken_down(record: logging.LogRecord) -> Seen:
    error = record.exc_info[1] if record.exc_info else None
    message = record.getMessage() + (f": {error}" if error else "")
    return Seen(
        level=record.levelname,
        logger=record.name,
        message=discreet(message),
        exception=type(error).__qualname__ if error else "",
        trace="\n".join(where(record)),
        first=int(record.created * 1000),
        last=0,
    )


def where(record: logging.LogRecord) -> list[str]:
    """The way to where it happened, the innermost last; places only, no text and no values."""
    trace = record.exc_info[2] if record.exc_info else None
    frames = traceback.StackSummary.extract(traceback.walk_tb(trace), lookup_lines=False)[-FRAMES:]
    return [f"{_relative(frame.filename)}:{frame.lineno} in {frame.name}" for frame in frames]


def _relative(file: str) -> str:
    """Below our folder, or below the packages; how a machine's folders are called is nobody's business."""
    path = Path(file)
    if path.is_relative_to(settings.BASE_DIR) and "site-packages" not in path.parts:
        return str(path.relative_to(settings.BASE_DIR))
    return file.rpartition("/site-packages/")[2] if "/site-packages/" in file else path.name


def discreet(text: str) -> str:
    """At most LENGTH characters, without what must not leave this machine."""
    for secret in (settings.SECRET_KEY, settings.CONVEX_ADMIN_KEY, settings.DATABASES["default"].get("PASSWORD")):
        if secret:
            text = text.replace(secret, "…")
    text = breaking.discreet(text[: 4 * LENGTH])
    text = _BEHIND_A_WORD.sub(r"\1…", _BYTES.sub("b'…'", _IN_AN_ADDRESS.sub("…@", text)))
    return _LONG_WORD.sub(lambda found: "…" if _is_like_a_key(found[0]) else found[0], text)[:LENGTH]


def _is_like_a_key(word: str) -> bool:
    return any(c.isdigit() for c in word) and any(c.isalpha() for c in word)


def _counted(cursor: Any, name: str, seen: Seen, count: int) -> Entry:
    return told(name, seen, tally.add(cursor, name, count, seen.first, seen.last))


def told(name: str, seen: Seen, tallied: Tallied) -> Entry:
    document = {
        "externalId": name,
        "source": tallied.source,
        "revision": tallied.last_at,
        "updatedAt": tallied.last_at,
        "level": seen.level,
        "logger": seen.logger,
        "message": seen.message,
        "fingerprint": name.partition(":")[0],
        "count": tallied.count,
        "firstAt": tallied.first_at,
        "lastAt": tallied.last_at,
        **({"exceptionType": seen.exception} if seen.exception else {}),
        **({"trace": seen.trace} if seen.trace else {}),
    }
    return entry("errors", "reportError", document, revision=tallied.last_at, newest_only=name)
