"""What is left of our own mistakes on pages: a reference on the page, and the same one in the log beside the traceback."""

import logging
import secrets

from django.http import HttpRequest, HttpResponseServerError
from django.template import loader


def broken(request: HttpRequest) -> HttpResponseServerError:
    """The page; without the request's context, which may be what is broken. Django logs the error right after this."""
    reference = secrets.token_hex(8)
    vars(request)["reference"] = reference
    return HttpResponseServerError(loader.render_to_string("500.html", {"reference": reference}))


class Faults(logging.Filter):
    """Lets through what is our fault: 503 says "busy, come again", which is an answer like any other."""

    def filter(self, record: logging.LogRecord) -> bool:
        return getattr(record, "status_code", None) != 503


class Referenced(logging.Filter):
    """Begins the log line of a broken request with the reference its page shows."""

    def filter(self, record: logging.LogRecord) -> bool:
        reference = getattr(getattr(record, "request", None), "reference", "")
        if reference and reference not in record.msg:  # each of Django's set-ups adds a filter, and there may be two
            record.msg = f"reference {reference}: {record.msg}"
        return True
