"""What the surroundings say: environment variables turned into settings, and the secret kept beside the database."""

import math
import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from campaignlive.choices import YES_OR_NO

# WAL lets readers go on while one writes; FULL syncs every commit, which is what "acknowledged" promises. A page that
# many commits touch is copied back once in 4,000 pages of log instead of 1,000; the cache of who writes holds 64 MiB.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=4000; PRAGMA cache_size=-65536;"
)
SQLITE_BUSY_SECONDS = 20
"""How long one waits for another who writes; CAMPAIGNLIVE_DB_PATIENCE says otherwise."""


def switched_on(name: str, default: bool = False) -> bool:
    """Whether the variable `name` is set to a word that means yes. Raises ImproperlyConfigured for a word that means neither."""
    word = os.environ.get(name)
    if word is None or not word.strip():
        return default
    if word.strip().lower() not in YES_OR_NO:
        raise ImproperlyConfigured(f"{name} must be one of {', '.join(YES_OR_NO)}, not {word!r}.")
    return YES_OR_NO[word.strip().lower()]


def words(name: str, default: str = "") -> list[str]:
    """The comma-separated words of the variable `name`."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def seconds(name: str, default: float) -> float:
    """The number of seconds that the variable `name` says."""
    given = os.environ.get(name) or str(default)
    try:
        number = float(given)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 86_400:
        raise ImproperlyConfigured(f"{name} must be a number of seconds from 0 to 86400, not {given!r}.")
    return number


def path(name: str, default: Path) -> Path:
    """The file or folder that the variable `name` says; it need not be there."""
    return Path(os.environ.get(name) or default)


def address(name: str) -> str:
    """The http address that the variable `name` says, without a slash at its end; empty where it says none."""
    given = os.environ.get(name, "").strip().rstrip("/")
    parts = _parts(name, given)
    if "@" in parts.netloc:
        raise ImproperlyConfigured(f"{name} must be an address like https://…, without name and password.")
    if given and (parts.scheme not in {"http", "https"} or not parts.hostname):
        raise ImproperlyConfigured(f"{name} must be an address like https://…, not {given!r}.")
    return given


def _parts(name: str, given: str) -> SplitResult:
    """Of the address `given` by the variable `name`. Nothing of it is repeated: it may hold a password."""
    try:
        parts = urlsplit(given)
        _ = parts.port  # read, and checked, only now
    except ValueError:
        raise ImproperlyConfigured(
            f"{name} cannot be read as an address; in a name or password / is written as %2F, and @ as %40."
        ) from None
    return parts


def header_key(name: str) -> str:
    """The key that the variable `name` says, to be sent in a header; it is told to nobody, whatever is wrong with it."""
    given = os.environ.get(name, "").strip()
    if not (given.isascii() and given.isprintable()):
        raise ImproperlyConfigured(f"{name} must be one line of ASCII characters.")
    return given


def secret_key(keep_in: Path) -> str:
    """The key from CAMPAIGNLIVE_SECRET_KEY, or one generated once and kept in the file `keep_in`.

    Two processes that start at the same moment end with the same key: the first to link its file wins.
    """
    given = os.environ.get("CAMPAIGNLIVE_SECRET_KEY")
    if given:
        return given
    try:
        return _kept_key(keep_in)
    except OSError as wrong:
        raise ImproperlyConfigured(
            f"No secret key can be kept in {keep_in} ({wrong.strerror}): set CAMPAIGNLIVE_SECRET_KEY."
        ) from wrong


def _kept_key(keep_in: Path) -> str:
    if not keep_in.exists():
        keep_in.parent.mkdir(parents=True, exist_ok=True)
        mine = keep_in.with_name(f"{keep_in.name}.{os.getpid()}")
        mine.touch(mode=0o600)
        mine.write_text(secrets.token_urlsafe(50))
        try:
            os.link(mine, keep_in)
        except FileExistsError:
            pass
        finally:
            mine.unlink()
    return keep_in.read_text().strip()


def database(var: Path) -> dict[str, Any]:
    """PostgreSQL where DATABASE_URL names it, else the SQLite file of CAMPAIGNLIVE_DB (default `var`/db.sqlite3)."""
    url = os.environ.get("DATABASE_URL")
    return _postgresql(url) if url else _sqlite(var)


def _sqlite(var: Path) -> dict[str, Any]:
    name = Path(os.environ.get("CAMPAIGNLIVE_DB") or var / "db.sqlite3")
    try:
        name.parent.mkdir(parents=True, exist_ok=True)
    except OSError as wrong:
        raise ImproperlyConfigured(
            f"There is no folder for the database {name}, and none can be made: {wrong.strerror}."
        ) from wrong
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(name),
        # To open one takes longer than most answers; it is kept where its thread is (campaignlive.onethread, interactions.rooms).
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            # Without IMMEDIATE a transaction that reads and then writes fails at once, whatever the time-out.
            "transaction_mode": "IMMEDIATE",
            "timeout": seconds("CAMPAIGNLIVE_DB_PATIENCE", SQLITE_BUSY_SECONDS),
            "init_command": SQLITE_PRAGMAS,
            # Batches of the journal come in up to 256 sizes, each a statement; SQLite's driver keeps 128 by itself.
            "cached_statements": 600,
        },
        # A file, because several threads write; one a process, because test runs may stand side by side.
        "TEST": {"NAME": str(name.with_name(f"{name.stem}-test-{os.getpid()}.sqlite3"))},
    }


def _postgresql(url: str) -> dict[str, Any]:
    parts = _parts("DATABASE_URL", url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL must begin with postgres:// or postgresql://, not {parts.scheme or 'nothing'}://."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        # Under ASGI a kept connection belongs to a thread that may never come back; the pool keeps them instead.
        "CONN_MAX_AGE": 0,
        "OPTIONS": {"pool": {"min_size": 1, "max_size": 8, "timeout": 20}, **dict(parse_qsl(parts.query))},
    }


def channel_layers() -> dict[str, Any]:
    """Redis where REDIS_URL names it, else memory: enough for one process."""
    url = os.environ.get("REDIS_URL")
    if not url:
        return {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}
    return {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": [url]}}}
