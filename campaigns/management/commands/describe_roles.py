"""`manage.py describe_roles`: docs/roles.md, written from the tables that decide."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from campaigns.permissions import AT_TABLES, LIBRARY, MAY, SECRET_COLUMNS, SECRETS_AT_TABLES, SHARED
from engine import permissions as live

_ORDER = ("owner", "co_dm", "player", "spectator", "outsider", "staff", "self")
_WORDS = {"co_dm": "co-DM", "outsider": "anybody signed in"}
_VERBS = ("view", "create", "change", "delete", "export", "steer")


def page() -> str:
    """The page as Markdown."""
    lines = [
        "# Who may do what",
        "",
        "Written by `manage.py describe_roles` from `campaigns/permissions.py` and `engine/permissions.py`; a test compares.",
        "“self” is the person a row is about. Who is not signed in may do nothing.",
        "Rows of other campaigns do not exist for her.",
        "",
        "## A campaign's content",
        *_table({model._meta.verbose_name: verbs for model, verbs in MAY.items()}),
        "",
        "## What is prepared, played and recorded",
        "",
        "Of what has gone live everything changes by what its table is asked for alone (below): to steer is to go live, pause,",
        "end and set; an action is changed by resolving it, a message by hiding it. Whose turn it is, and who hears what is",
        "said, the rules decide.",
        *_table(AT_TABLES),
        "",
        f"## The shared library ({', '.join(str(model._meta.verbose_name_plural) for model in SHARED)})",
        *_table({"library row": LIBRARY}),
        "",
        "## Columns that not everybody sees",
        "",
        "| object | column | seen by |",
        "|---|---|---|",
        *_columns({model._meta.verbose_name: columns for model, columns in SECRET_COLUMNS.items()}),
        *_columns(SECRETS_AT_TABLES),
        "",
        "## Commands at a live table",
        "",
        "| command | asked by |",
        "|---|---|",
        *(f"| {command.__name__} | {', '.join(sorted(roles))} |" for command, roles in live.MAY.items()),
        "",
    ]
    return "\n".join(lines)


class Command(BaseCommand):
    """Prints the page, or writes it to a file."""

    help = "Describe the roles as a page of Markdown."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--output", type=Path, help="Write to this file instead of printing.")

    def handle(self, *args: Any, output: Path | None, **options: Any) -> None:
        if output is None:
            self.stdout.write(page(), ending="")
        else:
            output.write_text(page())


def _table(rows: Any) -> list[str]:
    head = ["", f"| object | {' | '.join(_VERBS)} |", "|---" * (len(_VERBS) + 1) + "|"]
    return head + [
        f"| {name} | {' | '.join(_who(verbs.get(verb, frozenset())) for verb in _VERBS)} |"
        for name, verbs in rows.items()
    ]


def _columns(secret: Any) -> list[str]:
    return [
        f"| {name} | {column} | {_who(roles)} |"
        for name, columns in secret.items()
        for column, roles in columns.items()
    ]


def _who(roles: frozenset[str]) -> str:
    """The roles, the highest first; whatever is open to anybody signed in is open to the members."""
    if "outsider" in roles:
        return _WORDS["outsider"]
    return ", ".join(_WORDS.get(role, role) for role in _ORDER if role in roles) or "–"
