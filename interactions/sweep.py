"""Rights are looked at again while sockets are open: who signed out or lost a role is sent away within seconds, and the
others learn who belongs to the campaign."""

import hashlib
from collections.abc import Iterable
from typing import NamedTuple

from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.utils import timezone

from campaigns.models import Membership
from campaigns.roles import table_role

EVERY = 5.0
"""Seconds between two sweeps, where there are few sockets."""
EACH = 0.01
"""Seconds that each open socket lets them be farther apart: looking at one takes some 50 µs, half a percent of that."""

SIGNED_OUT, FORBIDDEN, CHANGED = 4401, 4403, 4503


class Held(NamedTuple):
    """A right that an open socket lives by. Of one that belongs to no campaign `campaign_id` and `role` are empty; `session`
    is empty where the socket came with a ticket, `seal` is of the password at that time."""

    campaign_id: str
    user_id: str
    role: str
    session: str
    seal: str = ""


def pause(sockets: int) -> float:
    """Seconds until the next sweep, with so many sockets open. What is done in this process (signing out, another role
    or password) waits for none."""
    return max(EVERY, sockets * EACH)


def seal_of(password: str) -> str:
    """Tells one stored password from another one without keeping it."""
    return hashlib.sha256(password.encode()).hexdigest()[:16]


class Found(NamedTuple):
    """`lost`: the rights that do not hold any more, with the close code: signed out, no member, or a member in another role.
    `roles`: those at the table of everybody in the campaigns that these rights are about, by campaign and user id."""

    lost: dict[Held, int]
    roles: dict[str, dict[str, str]]


def look(held: Iterable[Held]) -> Found:
    """What the database says of these rights."""
    everybody = set(held)
    roles = _roles({h.campaign_id for h in everybody if h.campaign_id})
    return Found(_lost(everybody, roles), roles)


def _lost(everybody: set[Held], roles: dict[str, dict[str, str]]) -> dict[Held, int]:
    seals = _seals({h.user_id for h in everybody})
    sessions = _alive({h.session for h in everybody if h.session})
    gone: dict[Held, int] = {}
    for right in everybody:
        role = roles.get(right.campaign_id, {}).get(right.user_id)
        if not _signed_in(right, seals, sessions):
            gone[right] = SIGNED_OUT
        elif not right.campaign_id:
            continue
        elif role is None:
            gone[right] = FORBIDDEN
        elif role != right.role:
            gone[right] = CHANGED
    return gone


def _signed_in(right: Held, seals: dict[str, str], sessions: set[str]) -> bool:
    """As Django has it: a session ends when it is deleted, and when the password changes."""
    seal = seals.get(right.user_id)
    return seal is not None and right.seal in ("", seal) and (not right.session or right.session in sessions)


def _seals(user_ids: set[str]) -> dict[str, str]:
    """By user id, of those who may sign in: the seal of the password of now."""
    found = get_user_model().objects.filter(pk__in=user_ids, is_active=True).values_list("pk", "password")
    return {str(pk): seal_of(password) for pk, password in found}


def _alive(keys: set[str]) -> set[str]:
    found = Session.objects.filter(session_key__in=keys, expire_date__gt=timezone.now())
    return set(found.values_list("session_key", flat=True))


def _roles(campaign_ids: set[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {campaign_id: {} for campaign_id in campaign_ids}
    rows = Membership.objects.filter(campaign_id__in=campaign_ids).values_list("campaign_id", "user_id", "role")
    for campaign_id, user_id, role in rows:
        found[campaign_id][str(user_id)] = table_role(role)
    return found
