"""Passes for sockets of clients without cookies: one use, half a minute, one person, one path, one origin."""

import hashlib
import secrets
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from interactions.models import WsTicket

LIFETIME = timedelta(seconds=30)


def issue(user: Any, path: str, origin: str) -> str:
    """A fresh ticket; only its hash is kept. What has expired is thrown away on the way."""
    WsTicket.objects.filter(expires_at__lt=timezone.now()).delete()
    ticket = secrets.token_urlsafe(32)
    WsTicket.objects.create(
        digest=_digest(ticket), user=user, path=path, origin=origin, expires_at=timezone.now() + LIFETIME
    )
    return ticket


def redeem(ticket: str, path: str, origin: str) -> Any:
    """The user, once; None for a ticket that is unknown, used, late, or for another path or origin."""
    with transaction.atomic():
        row = WsTicket.objects.select_related("user").filter(digest=_digest(ticket)).first()
        if row is None or not WsTicket.objects.filter(pk=row.pk).delete()[0]:
            return None
    fits = row.path == path and row.origin == origin and row.expires_at >= timezone.now()
    return row.user if fits else None


def _digest(ticket: str) -> str:
    return hashlib.sha256(ticket.encode()).hexdigest()
