"""The deployment that somebody has named for the tests, by a variable of its own: CONVEX_URL alone may be that of a server on
which people play.

What a test writes there is called as nothing else is: its documents by a mark (`own`), its accounts by numbers that nobody
else has. So a run overwrites neither what was there before nor what an earlier run has left.
"""

import os
import secrets
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.db.models.signals import pre_save

from simulation.shipping.standin import Deployment, Row
from simulation.shipping.there import TABLES

VARIABLE = "CAMPAIGNLIVE_TEST_DEPLOYMENT"
ANYWAY = "anyway"
WHERE = ("CONVEX_URL", "CONVEX_ADMIN_KEY")
ACCOUNTS = range(1_500_000_000, 2_100_000_000)
"""Numbers of accounts that only tests give."""
OURS = "test-"
"""What the id of an account begins with that a test makes there by hand."""
NOT_USED = (
    f"CONVEX_URL of the surroundings is not used: the tests write to a stand-in. script/test --deployment, or {VARIABLE}=1,"
    " makes them write there (docs/convex.md)."
)

_mark = ""


class Named(Deployment):
    """A deployment that others use too: only what has come since `begin` is read of it."""

    def __init__(self, url: str, admin_key: str) -> None:
        super().__init__(url.rstrip("/"), admin_key)
        self._since = 0.0

    def begin(self) -> None:
        """From now on."""
        self._since = max((row["_creationTime"] for table in TABLES for row in self._newest(table)), default=0.0)

    def rows(self, table: str, **fields: Any) -> list[Row]:
        found: list[Row] = []
        for row in self.read(table, order="desc"):
            if row["_creationTime"] <= self._since:
                break
            found.append(row)
        return [row for row in found[::-1] if all(row.get(name) == value for name, value in fields.items())]

    def strangers(self) -> list[str]:
        """The ids of accounts that no test has made."""
        ids = (str(row["externalId"]) for row in self.read("users"))
        return [id for id in ids if not (id.startswith(OURS) or (id.isdigit() and int(id) in ACCOUNTS))]

    def _newest(self, table: str) -> Iterator[Row]:
        for row in self.read(table, order="desc", at_once=1):
            yield row
            return


def take_out() -> tuple[Named | None, bool, str]:
    """The deployment that is to be used, whether it may have others' accounts, and a sentence where there is one that is not.
    Nothing that a test starts finds it in its surroundings. Raises `pytest.UsageError`."""
    wish = os.environ.pop(VARIABLE, "")
    url, key = (os.environ.pop(name, "") for name in WHERE)
    if not wish:
        return None, False, NOT_USED if url else ""
    if wish not in ("1", ANYWAY):
        raise pytest.UsageError(f"{VARIABLE} is 1, or {ANYWAY} where others' accounts are there; not {wish!r}.")
    if not (url and key):
        raise pytest.UsageError(f"{VARIABLE} wants CONVEX_URL and CONVEX_ADMIN_KEY beside it.")
    return Named(url, key), wish == ANYWAY, ""


def refusal(named: Named) -> str:
    """Why nothing is written there; empty where nobody else is."""
    strangers = named.strangers()
    if not strangers:
        return ""
    return (
        f"{named.url} has {len(strangers)} accounts that no test has made ({', '.join(strangers[:5])}): the tests write only to"
        f" a deployment of their own. {VARIABLE}={ANYWAY} lets them."
    )


def own(name: str) -> str:
    """The id as it is called in this test: with a mark where the documents stay, as it is where they do not."""
    return f"{name}{_mark}"


def mark() -> None:
    """From now on it is another test."""
    global _mark
    _mark = f"-{secrets.token_hex(4)}"


def number_accounts() -> None:
    """From now on each new account gets a number of its own."""
    numbers = count(ACCOUNTS[secrets.randbelow(len(ACCOUNTS) - 100_000)])

    def number(instance: Any, **_: Any) -> None:
        if instance.pk is None:
            instance.pk = next(numbers)

    pre_save.connect(number, sender=get_user_model(), weak=False, dispatch_uid="tests.convex.named")
