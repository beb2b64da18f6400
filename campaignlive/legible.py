"""Addresses that no database could look up are refused before anybody tries: U+0000 is no character of a text."""

from collections.abc import Awaitable, Callable
from http import HTTPStatus
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.decorators import sync_and_async_middleware

SENTENCE = "There is a character in this address that no text can have."


@sync_and_async_middleware
def refuse_nul(get_response: Callable[[HttpRequest], Any]) -> Callable[[HttpRequest], HttpResponse | Awaitable[Any]]:
    """Middleware: 400 for an address with U+0000 in its path or query."""
    if iscoroutinefunction(get_response):

        async def answer(request: HttpRequest) -> HttpResponse:
            return _refused(request) if _has_nul(request) else await get_response(request)

        return answer
    return lambda request: _refused(request) if _has_nul(request) else get_response(request)


def _has_nul(request: HttpRequest) -> bool:
    query = request.META.get("QUERY_STRING", "")
    return "\x00" in request.path or "%00" in query or "\x00" in query


def _refused(request: HttpRequest) -> HttpResponse:
    if not request.path.startswith("/api/"):
        return HttpResponse(loader.render_to_string("400.html", {"sentence": SENTENCE}), status=400)
    status = HTTPStatus.BAD_REQUEST
    problem = {"type": "about:blank", "title": status.phrase, "status": status, "detail": SENTENCE, "code": "malformed"}
    return JsonResponse(problem, status=status, content_type="application/problem+json")
