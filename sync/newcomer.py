"""A database that has never delivered asks first whose accounts Convex holds: they go by small numbers, so that those of
another database would be overwritten, and what was given to them would be a stranger's."""

from collections.abc import Sequence

from sync.client import Client, FunctionFailed, RetryLater
from sync.models import SyncState
from sync.outbox import now_ms
from sync.sending import Call, Result, calling

WHOSE = (
    "Convex holds the accounts of another database, and this one has never delivered. Run restore_from_convex with an"
    " empty database to go on with what is there, or sync_convex --take-over to write over it."
)


def asking_first(client: Client) -> Call:
    """The call over HTTP, once it is known that nobody's accounts are in the way. Raises `RetryLater` where they are."""
    call, known = calling(client), False

    def ask_and_call(operations: Sequence[bytes]) -> list[Result]:
        nonlocal known
        if not known:
            see_whose_accounts(client)
            known = True
        return call(operations)

    return ask_and_call


def see_whose_accounts(client: Client) -> None:
    """Raises `RetryLater` where this database is new to Convex, and Convex is not new."""
    if SyncState.objects.filter(pk=1, known_since__gt=0).exists():
        return
    try:
        page = client.query("node:restorePage", {"table": "users", "cursor": None, "numItems": 1})
    except FunctionFailed as failed:
        raise RetryLater(f"node:restorePage fails: {failed}") from failed
    except (ValueError, TypeError) as error:  # what reads Convex's own way of writing values raises them
        raise RetryLater(f"node:restorePage answered what is no value: {error}") from error
    held = page.get("page") if isinstance(page, dict) else None
    if not isinstance(held, list):
        raise RetryLater("node:restorePage answered what is no page.")
    if held:
        raise RetryLater(WHOSE)
    take_over()


def take_over() -> None:
    """From now on what Convex holds counts as this database's. Before anything is sent: whoever dies behind it goes on."""
    SyncState.objects.update_or_create(pk=1, defaults={"known_since": now_ms()})
