"""An empty database after each test that commits: Django's `flush` also makes permissions and content types anew, which
takes longer than most of our tests.
"""

from functools import cache
from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

KEPT = frozenset({"django_migrations", "django_content_type", "auth_permission"})
"""What migrating has written. Tests change nothing of it."""

_flush: Any = TransactionTestCase._fixture_teardown


def instead_of_flush() -> None:
    """From now on tests empty the tables that have rows; where that is not SQLite, all of them by Django's own command."""
    TransactionTestCase._fixture_teardown = _empty  # type: ignore[method-assign]  # that is what this is for


def _empty(case: TransactionTestCase) -> None:
    if connection.vendor != "sqlite":
        _flush(case)
        return
    with transaction.atomic(), connection.cursor() as cursor:
        for table in _tables():
            cursor.execute(f"DELETE FROM {table}")


@cache
def _tables() -> list[str]:
    """Every table of ours, quoted."""
    names = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return [connection.ops.quote_name(name) for name in names if name not in KEPT]
