"""Pages and answers that somebody sees because she is signed in are hers: nothing on the way keeps a copy, nor does the
browser, in which after her somebody else may press Back.
"""

from collections.abc import Awaitable, Callable
from typing import Any

from asgiref.sync import iscoroutinefunction
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import sync_and_async_middleware

KEEP_NONE = "private, no-store"


@sync_and_async_middleware
def keep_no_copies(
    get_response: Callable[[HttpRequest], Any],
) -> Callable[[HttpRequest], HttpResponse | Awaitable[Any]]:
    """Middleware: what is answered to a session says so, unless the view has said how long it may be kept."""
    if iscoroutinefunction(get_response):

        async def answer(request: HttpRequest) -> HttpResponse:
            return _marked(request, await get_response(request))

        return answer
    return lambda request: _marked(request, get_response(request))


def _marked(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    if settings.SESSION_COOKIE_NAME in request.COOKIES:
        answer.headers.setdefault("Cache-Control", KEEP_NONE)
    return answer
