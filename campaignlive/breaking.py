"""What is answered where there is nothing, and what is left of our own mistakes: a reference on the page and in the log."""

import logging
import re
import secrets

from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, HttpResponseServerError, JsonResponse
from django.template import loader

_SECRET = re.compile(r"(/invitations/)[^/\s]+")


def broken(request: HttpRequest) -> HttpResponseServerError:
    """The page; without the request's context, which may be what is broken. Django logs the error right after this."""
    reference = secrets.token_hex(8)
    vars(request)["reference"] = reference
    return HttpResponseServerError(loader.render_to_string("500.html", {"reference": reference}))


class Faults(logging.Filter):
    """Lets through what is our fault: 503 says "busy, come again", which is an answer like any other."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503


def nowhere(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The page for addresses that lead nowhere; below /api/ a problem document."""
    if not request.path.startswith("/api/"):
        return HttpResponseNotFound(loader.render_to_string("404.html", request=request))
    sentence = "There is nothing at this address."
    problem = {"type": "about:blank", "title": "Not Found", "status": 404, "detail": sentence, "code": "not_found"}
    return JsonResponse(problem, status=404, content_type="application/problem+json")


class Referenced(logging.Filter):
    """Begins the log line of a broken request with the reference its page shows."""

    def filter(self, record: logging.LogRecord) -> bool:
        reference = getattr(getattr(record, "request", None), "reference", "")
        if reference and reference not in record.msg:  # each of Django's set-ups adds a filter, and there may be two
            record.msg = f"reference {reference}: {record.msg}"
        return True


class Terse(logging.Filter):
    """A request that Django finds suspicious, like one with another's Host, is one warning: anybody can send thousands,
    and where in Django it was refused tells nobody anything."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith("django.security."):
            record.levelno, record.levelname = logging.WARNING, "WARNING"
            record.exc_info = record.exc_text = None
        return True


class Discreet(logging.Filter):
    """Takes the secret of an invitation's link out of the line: who reads the log is not invited by it."""

    def filter(self, record: logging.LogRecord) -> bool:
        record.msg = discreet(str(record.msg))
        if isinstance(record.args, tuple):
            record.args = tuple(discreet(a) if isinstance(a, str) else a for a in record.args)
        return True


def discreet(text: str) -> str:
    """Without the secrets of invitations."""
    return _SECRET.sub(r"\1…", text)
