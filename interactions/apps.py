"""Tells Django about this app, and open tables about accounts that change."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db.models.signals import post_save
from django.db.transaction import on_commit

SHUT_OUT_BY = frozenset({"password", "is_active"})
"""Fields of an account whose change may end what is signed in with it."""


class InteractionsConfig(AppConfig):
    name = "interactions"

    def ready(self) -> None:
        post_save.connect(_account_changed, sender=settings.AUTH_USER_MODEL, dispatch_uid="open tables")


def _account_changed(*, created: bool = False, update_fields: frozenset[str] | None = None, **_: Any) -> None:
    """Who may not sign in any more, or has another password now, is sent away at once."""
    from interactions import rooms  # models have to stand first

    if not created and (update_fields is None or SHUT_OUT_BY & set(update_fields)):
        on_commit(rooms.look_again)
