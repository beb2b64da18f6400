"""A database that is new to Convex sends nothing to where another one's accounts are, until somebody says so."""

from typing import Any

import pytest

from sync import newcomer
from sync.client import FunctionFailed, RetryLater
from sync.delivery import Delivery
from sync.models import OutboxEntry, SyncState
from tests.sync.far import one, put

pytestmark = pytest.mark.django_db


class Holding:
    """A Convex with these accounts; `sent` counts the batches that came."""

    def __init__(self, page: Any) -> None:
        self.page, self.sent = page, 0

    def query(self, name: str, args: Any = None) -> Any:
        assert (name, args["table"]) == ("node:restorePage", "users")
        if isinstance(self.page, Exception):
            raise self.page
        return self.page

    def mutate(self, name: str, args: bytes, most: int = 0) -> bytes:
        self.sent += 1
        return b'{"results":[%b]}' % b",".join([b'{"status":"applied"}'] * args.count(b'"op"'))


def delivery(convex: Holding) -> Delivery:
    return Delivery(newcomer.asking_first(convex))  # type: ignore[arg-type]  # a stand-in of two methods


def test_to_a_new_convex_it_delivers_and_may_go_on_there():
    convex = Holding({"page": []})
    put(one(1))
    assert delivery(convex).round().delivered == 1
    convex.page = {"page": [{"externalId": "1"}]}  # its own by now
    SyncState.objects.update(holder="")
    put(one(2))
    assert delivery(convex).round().delivered == 1


def test_where_another_databases_accounts_are_it_sends_nothing_and_says_what_to_do():
    convex = Holding({"page": [{"externalId": "1"}]})
    put(one(1))
    with pytest.raises(RetryLater, match="restore_from_convex"):
        delivery(convex).round()
    assert convex.sent == 0 and OutboxEntry.objects.get().parked == ""
    assert "another database" in SyncState.objects.get().reason


def test_who_takes_over_delivers():
    convex = Holding({"page": [{"externalId": "1"}]})
    newcomer.take_over()
    put(one(1))
    assert delivery(convex).round().delivered == 1


@pytest.mark.parametrize(
    "nonsense", [None, [], {"page": "x"}, ValueError("Expected 7"), FunctionFailed("there is no such function")]
)
def test_nonsense_is_no_permission(nonsense: Any):
    convex = Holding(nonsense)
    put(one(1))
    with pytest.raises(RetryLater, match="restorePage"):
        delivery(convex).round()
    assert convex.sent == 0
