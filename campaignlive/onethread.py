"""Django's ASGI handler, but that everything of a request happens in one thread, in one go, and that threads are kept.

The views here are synchronous, and so is WhiteNoise: Django's own handler would carry each request from the event loop to a
thread and back about sixteen times, once for every middleware, and start that thread, and its connection with the database,
for that request alone: while the rooms, who live on the same loop, wait (docs/performance.md).
"""

import contextlib
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import django
from asgiref.sync import ThreadSensitiveContext, sync_to_async
from django.core.handlers.asgi import ASGIHandler
from django.db import DatabaseError, connection, connections
from django.http import HttpRequest
from django.http.response import HttpResponseBase

SMALL_CACHE = 8 * 1024
"""KiB of its database that SQLite remembers for each of them."""
KEPT = 8
"""Threads that wait for the next request; there are more while more is asked at the same time."""


class OneThread(ASGIHandler):
    """An asynchronous view would still work: for it alone the thread waits."""

    def __init__(self) -> None:
        super().__init__()
        self.idle: list[ThreadPoolExecutor] = []

    def load_middleware(self, is_async: bool = False) -> None:
        super().load_middleware(is_async=False)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        thread = self.idle.pop() if self.idle else ThreadPoolExecutor(1, "request", initializer=remember_little)
        try:
            async with ThreadSensitiveContext(executor=thread):
                await self.handle(scope, receive, send)
        finally:
            if len(self.idle) < KEPT:
                self.idle.append(thread)
            else:
                _end(thread)

    def let_go(self) -> None:
        """Ends the threads that wait."""
        while self.idle:
            _end(self.idle.pop())

    async def get_response_async(self, request: HttpRequest) -> HttpResponseBase:
        answer: HttpResponseBase = await sync_to_async(self.get_response)(request)
        return answer


def remember_little() -> None:
    """For a thread that keeps its connection beside many others: SQLite's cache is one for each."""
    if connection.vendor == "sqlite":
        with contextlib.suppress(DatabaseError), connection.cursor() as cursor:
            cursor.execute(f"PRAGMA cache_size=-{SMALL_CACHE}")


def _end(thread: ThreadPoolExecutor) -> None:
    """When it has closed its connections; nobody waits for that."""
    thread.submit(connections.close_all)
    thread.shutdown(wait=False)


def one_thread() -> Any:
    """The ASGI application of all http, with Django set up."""
    django.setup(set_prefix=False)
    return OneThread()
