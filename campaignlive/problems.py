"""Every failure over REST as RFC 9457 problem details, with the codes of the sockets."""

import logging
import math
import secrets
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation, ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.db.models import ProtectedError, RestrictedError
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from engine.asking import Refused
from interactions import replay, storage

log = logging.getLogger(__name__)

STATUS = {
    "malformed": 400,
    "unknown_type": 400,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "wrong_status": 409,
    "not_live": 409,
    "paused": 409,
    "ended": 409,
    "already_acted": 409,
    "too_large": 413,
    "rate_limited": 429,
    "internal": 500,
    "busy": 503,
}
"""By code; every other refusal is one of the rules: 422."""

CODES = {400: "malformed", 401: "unauthenticated", 403: "forbidden", 404: "not_found", 429: "rate_limited"}


def handler(error: Exception, context: dict[str, Any]) -> Response:
    """What REST answers to an exception; the settings name it."""
    match error:
        case Refused():
            return _refused(error)
        case storage.Unreadable() | replay.Unreadable():
            log.error("%s: the room stays closed: %s", context.get("view"), error)
            return problem(500, "internal", storage.CLOSED)
        case exceptions.ValidationError():
            return problem(400, "malformed", _sentence(error.detail), errors=error.detail)
        case exceptions.NotAuthenticated() | exceptions.AuthenticationFailed():
            return problem(401, "unauthenticated", "Sign in first.")
        case exceptions.Throttled():
            seconds = math.ceil(error.wait or 1)
            return problem(429, "rate_limited", f"That was a lot at once. Go on in {seconds} s.", wait=seconds)
        case exceptions.APIException():
            return problem(error.status_code, CODES.get(error.status_code, error.default_code), str(error.detail))
    return _of_django(error, context) or _internal(error, context)


def _internal(error: Exception, context: dict[str, Any]) -> Response:
    """Our own mistake: a reference for the asker, what it was for the log."""
    reference = secrets.token_hex(8)
    log.error("reference %s: %s", reference, context.get("view"), exc_info=error)
    return problem(500, "internal", f"Something went wrong on our side (reference {reference}).")


def _of_django(error: Exception, context: dict[str, Any]) -> Response | None:
    """What Django, its models and the database refuse."""
    match error:
        case ValidationError():
            return problem(400, "malformed", " ".join(error.messages))
        case RequestDataTooBig():
            return problem(413, "too_large", "That is more than is read here at once.")
        case SuspiciousOperation():
            return problem(400, "malformed", "That is no request that can be read.")
        case Http404():
            return problem(404, "not_found", "There is nothing like that here.")
        case PermissionDenied():
            return problem(403, "forbidden", "This is not yours to do.")
        case ProtectedError() | RestrictedError():
            return problem(409, "conflict", "Something else still needs it.")
        case IntegrityError():
            log.warning("%s: %s", context.get("view"), error)
            return problem(409, "conflict", "This does not go with something that was written at the same moment.")
        case DataError():
            return problem(400, "malformed", "There is a value that no column holds.")
        case OperationalError():
            log.warning("%s: %s", context.get("view"), error)
            return problem(503, "busy", "The database has its hands full. Try again in a moment.")
        case TimeoutError():
            return problem(503, "busy", "The table has its hands full. Try again in a moment.")
    return None


def problem(status: int, code: str, detail: str, wait: int = 1, **more: Any) -> Response:
    """One problem document; `wait` is the seconds to wait where waiting helps."""
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail, "code": code}
    headers = {"Retry-After": str(wait)} if status in (429, 503) else None
    return Response({**body, **more}, status=status, headers=headers, content_type="application/problem+json")


def _refused(refused: Refused) -> Response:
    details = {"details": refused.details} if refused.details else {}
    return problem(STATUS.get(refused.code, 422), refused.code, refused.message, **details)


def _sentence(detail: Any) -> str:
    """The first complaint, with the field it is about."""
    field = ""
    while isinstance(detail, (dict, list)) and detail:
        if isinstance(detail, dict):
            name, detail = next(iter(detail.items()))
            field = field or (name if name != "non_field_errors" else "")
        else:
            detail = detail[0]
    return f"{field}: {detail}" if field else str(detail)
