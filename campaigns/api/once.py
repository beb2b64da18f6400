"""The same wish twice is fulfilled once: answers kept by person, campaign and Idempotency-Key."""

import hashlib
import json
from collections.abc import Callable
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.models import KeptAnswer
from engine.asking import Refused

LONGEST = 64
KEPT = timedelta(days=7)
"""After this a key is forgotten."""


def key_of(request: Request) -> str:
    """The Idempotency-Key, empty where there is none. Raises `Refused("malformed")`."""
    key = request.headers.get("Idempotency-Key")
    if key is None:
        return ""
    if not 1 <= len(key) <= LONGEST:
        raise Refused("malformed", f"An Idempotency-Key has 1 to {LONGEST} characters.")
    return key


def once(request: Request, campaign_id: str, act: Callable[[], Response]) -> Response:
    """What `act` answers, in one transaction; where this key was used before, what it answered then.

    Raises `Refused("conflict")` where the key was used for something else. What `act` raises leaves nothing behind.
    """
    key = key_of(request)
    with transaction.atomic():
        if not key:
            return act()
        return _kept(request, campaign_id, key, act)


def _kept(request: Request, campaign_id: str, key: str, act: Callable[[], Response]) -> Response:
    now, digest = timezone.now(), _digest(request)
    KeptAnswer.objects.filter(created_at__lt=now - KEPT).delete()
    kept, new = KeptAnswer.objects.get_or_create(
        user=request.user, campaign_id=campaign_id, key=key, defaults={"digest": digest, "created_at": now}
    )
    if new:
        answer = act()
        kept.status, kept.body = answer.status_code, json.loads(JSONRenderer().render(answer.data))
        kept.save(update_fields=["status", "body"])
        return answer
    if kept.digest != digest:
        raise Refused("conflict", "This Idempotency-Key was used for something else.")
    return Response(kept.body, status=kept.status)


def _digest(request: Request) -> str:
    """What is asked: address and body, whatever the order of its names."""
    sent = request.data  # a document is the bytes themselves
    body = sent if isinstance(sent, bytes) else json.dumps(sent, sort_keys=True).encode()
    return hashlib.sha256(f"{request.method} {request.path}\n".encode() + body).hexdigest()
