"""Who may connect to a room's socket: by session from one of our own pages, or by ticket. Runs in a thread."""

from importlib import import_module
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest

from campaigns.permissions import role_may
from campaigns.roles import member_role, table_role
from interactions.letters import Person
from interactions.models import Interaction, LiveStatus
from interactions.sweep import seal_of
from interactions.tickets import redeem

SIGNED_OUT, FORBIDDEN, NO_SUCH_ROOM = 4401, 4403, 4404


class TurnedAway(Exception):
    """The socket is accepted, so that the browser sees why, and closed with `code`."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code, self.reason = code, reason


def admit(scope: dict[str, Any], interaction_id: str) -> Person:
    """The person behind a connection and her role at this table. Raises `TurnedAway`."""
    person = admit_anywhere(scope)
    role = _role_at(interaction_id, person.id)
    if role is None:
        # A room of others and no room at all are the same to an outsider, and so is a draft to whoever is no DM.
        raise TurnedAway(NO_SUCH_ROOM, "no such room")
    return person._replace(role=role)


def admit_anywhere(scope: dict[str, Any]) -> Person:
    """The signed-in person behind a connection, whose role is nothing yet. Raises `TurnedAway`."""
    user, session = _user(scope)
    if user is None or not user.is_authenticated or not user.is_active:
        raise TurnedAway(SIGNED_OUT, "sign in first")
    name = user.get_full_name() or user.get_username()
    return Person(str(user.pk), "spectator", name, session, seal_of(user.password))


def _role_at(interaction_id: str, user_id: Any) -> str | None:
    """The role at this table of somebody who may know of it: of a draft the DMs alone do."""
    found = Interaction.objects.filter(pk=interaction_id).values_list("campaign_id", "live_status").first()
    role = member_role(user_id, found[0]) if found else None
    if found is None or role is None:
        return None
    return (
        table_role(role) if role_may(role, "view", "draft" if found[1] == LiveStatus.IDLE else "interaction") else None
    )


def _user(scope: dict[str, Any]) -> tuple[Any, str]:
    """The user, and the session key where it is by session."""
    origin = _header(scope, b"origin")
    tickets = parse_qs(scope.get("query_string", b"").decode("latin-1")).get("ticket")
    if tickets:
        return redeem(tickets[0], scope["path"], origin), ""
    if not _one_of_ours(origin, _header(scope, b"host")):
        raise TurnedAway(FORBIDDEN, "this page is not ours")
    return _signed_in(scope)


def _signed_in(scope: dict[str, Any]) -> tuple[Any, str]:
    """The user of the session cookie, by Django's own rules, and the session's key."""
    request = HttpRequest()
    sessions = import_module(settings.SESSION_ENGINE)
    request.session = sessions.SessionStore(scope["cookies"].get(settings.SESSION_COOKIE_NAME))
    return get_user(request), request.session.session_key or ""


def _header(scope: dict[str, Any], name: bytes) -> str:
    return next((value.decode("latin-1") for key, value in scope["headers"] if key == name), "")


def _one_of_ours(origin: str, host: str) -> bool:
    """A browser says where its page is from; who says nothing comes with a ticket."""
    try:
        ours = urlsplit(origin).netloc == host
    except ValueError:
        return False
    return bool(origin) and (ours or origin in settings.CSRF_TRUSTED_ORIGINS)
