"""What a site may choose: `campaignlive.toml`, and over it the environment; each value checked, and known by where it came from.

A name in the section `[table]` is `CAMPAIGNLIVE_TABLE_…` in the environment.
"""

import difflib
import os
import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from django.core.exceptions import ImproperlyConfigured

_RESOLUTION: Final = ("review", "auto", "hybrid")
_MISSED: Final = ("auto", "dm", "off")
_EDITS: Final = ("refuse", "write back")
YES_OR_NO: Final = {
    "1": True,
    "true": True,
    "yes": True,
    "on": True,
    "0": False,
    "false": False,
    "no": False,
    "off": False,
}


class Choice(NamedTuple):
    """One value: its default, what it means, its bounds (numbers, both included) or its words; true or false has neither."""

    default: Any
    meaning: str
    least: float = 0
    most: float = 0
    words: tuple[str, ...] = ()


CHOICES: Final[dict[str, dict[str, Choice]]] = {
    "table": {
        "turn_time_limit": Choice(90, "seconds for a player character's turn; 0: no clock", 0, 86_400),
        "time_warning": Choice(20, "seconds before the end at which the clock warns", 0, 3_600),
        "clock_grace": Choice(5, "seconds that are added to a running clock after the server was down", 0, 600),
        "dm_grace": Choice(5, "seconds after which a table whose last DM has gone is paused", 0, 3_600),
        "inactivity_timeout": Choice(
            300, "seconds without a command after which a room is stored and may sleep", 10, 86_400
        ),
        "resolution_mode": Choice("hybrid", "who resolves actions", words=_RESOLUTION),
        "missed_turns": Choice("auto", "whether missed turns are caught up on", words=_MISSED),
    },
    "sockets": {
        "rate": Choice(30.0, "messages a second that a socket may send", 0.1, 100_000),
        "burst": Choice(120.0, "messages that a socket may send at once", 1, 1_000_000),
    },
    "api": {
        "requests": Choice(1_200, "REST requests a minute that a person may send", 1, 10_000_000),
        "guesses": Choice(30, "invitations a minute that a person may try", 1, 10_000_000),
        "imports": Choice(20, "campaigns an hour that a person may import", 1, 10_000_000),
    },
    "convex": {
        "start_in_serve": Choice(True, "whether `serve` delivers; otherwise `sync_convex` does"),
        "gather": Choice(2.0, "seconds that entries may gather before they are sent", 0.1, 3_600),
        "longest_wait": Choice(60.0, "seconds at most between attempts while Convex does not answer well", 0.1, 3_600),
        "snapshot_every": Choice(5.0, "seconds between snapshots of a room in Convex, urgent ones apart", 0, 3_600),
        "chat": Choice(False, "whether what is said at the table goes to Convex"),
        "local_edits": Choice("refuse", "what becomes of edits here of what Convex has", words=_EDITS),
    },
}
"""By section and name."""


class Chosen(NamedTuple):
    """A value and where it is from: "default", the file's name or the variable's."""

    value: Any
    source: str


def read(file: Path, surroundings: Mapping[str, str] = os.environ) -> dict[str, dict[str, Chosen]]:
    """Every choice by section and name. Raises ImproperlyConfigured with one sentence."""
    written = _sections(file)
    return {
        section: {
            name: _chosen(section, name, choice, written.get(section, {}), file, surroundings)
            for name, choice in choices.items()
        }
        for section, choices in CHOICES.items()
    }


def variables() -> dict[str, list[str]]:
    """By section: the variables that say the same."""
    return {section: [_variable(section, name) for name in names] for section, names in CHOICES.items()}


def meant(word: str, known: Iterable[str], prefix: str = "") -> str:
    """A question that names the one of `known` that `word` is nearest to; empty where none is near. All begin with `prefix`,
    which says nothing about how near they are."""
    endings = [one.removeprefix(prefix) for one in known]
    near = difflib.get_close_matches(word.removeprefix(prefix), endings, n=1, cutoff=0.7)
    return f" Did you mean {prefix}{near[0]}?" if near else ""


def values(chosen: Mapping[str, Chosen]) -> dict[str, Any]:
    """A section without the sources."""
    return {name: choice.value for name, choice in chosen.items()}


def _sections(file: Path) -> dict[str, dict[str, Any]]:
    if not file.exists():
        return {}
    try:
        sections = tomllib.loads(file.read_text())
    except OSError as wrong:
        raise ImproperlyConfigured(f"{file} cannot be read: {wrong.strerror}.") from wrong
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as wrong:
        raise ImproperlyConfigured(f"{file.name} is no TOML: {wrong}.") from wrong
    for section, names in sections.items():
        if section not in CHOICES or not isinstance(names, dict):
            raise ImproperlyConfigured(f"{file.name} has [{section}]; there are only [{'], ['.join(CHOICES)}].")
        unknown = sorted(set(names) - set(CHOICES[section]))
        if unknown:
            near = meant(unknown[0], CHOICES[section])
            raise ImproperlyConfigured(
                f"{file.name} has {unknown[0]} in [{section}], and there is no such choice.{near}"
            )
    return sections


def _chosen(
    section: str, name: str, choice: Choice, written: Mapping[str, Any], file: Path, surroundings: Mapping[str, str]
) -> Chosen:
    variable = _variable(section, name)
    if surroundings.get(variable):
        return Chosen(_checked(choice, _of_text(choice, surroundings[variable]), variable), variable)
    if name in written:
        return Chosen(_checked(choice, written[name], f"{name} of {file.name}"), file.name)
    return Chosen(choice.default, "default")


def _variable(section: str, name: str) -> str:
    return f"CAMPAIGNLIVE_{section}_{name}".upper()


def _of_text(choice: Choice, text: str) -> Any:
    """The environment knows only texts; what is no number is refused by the check behind this."""
    if choice.words:
        return text
    if isinstance(choice.default, bool):
        return YES_OR_NO.get(text.strip().lower(), text)
    try:
        return type(choice.default)(text)
    except ValueError:
        return text


def _checked(choice: Choice, value: Any, where: str) -> Any:
    if choice.words:
        if value not in choice.words:
            raise ImproperlyConfigured(f"{where} must be one of {', '.join(choice.words)}, not {value!r}.")
        return value
    if isinstance(choice.default, bool):
        if not isinstance(value, bool):
            raise ImproperlyConfigured(f"{where} must be true or false, not {value!r}.")
        return value
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if (
        not number
        or not choice.least <= value <= choice.most
        or (isinstance(choice.default, int) and value != int(value))
    ):
        kind = "a whole number" if isinstance(choice.default, int) else "a number"
        raise ImproperlyConfigured(f"{where} must be {kind} from {choice.least:g} to {choice.most:g}, not {value!r}.")
    return type(choice.default)(value)
