"""A request and its thread: one for everything of it, kept for the next, with its connection to the database."""

import asyncio
import threading
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import override_settings
from django.urls import path

from campaignlive.onethread import KEPT, OneThread

pytestmark = pytest.mark.django_db(transaction=True)
looked: list[tuple[str, int, Any]] = []
all_in = threading.Barrier(KEPT + 3)


def note(where: str) -> None:
    connection.ensure_connection()
    looked.append((where, threading.get_ident(), connection.connection))


class Noting:
    """Middleware."""

    def __init__(self, get_response: Any) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        note("middleware")
        answer: HttpResponse = self.get_response(request)
        return answer


def plain(request: HttpRequest) -> HttpResponse:
    note("view")
    return HttpResponse("here")


async def strange(request: HttpRequest) -> HttpResponse:
    await asyncio.sleep(0)
    return HttpResponse("asynchronous")


def crowded(request: HttpRequest) -> HttpResponse:
    all_in.wait(60)
    note("view")
    return HttpResponse("here")


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("no view is perfect")


def handler500(request: HttpRequest) -> HttpResponse:
    return HttpResponse("sorry", status=500)


def cache(request: HttpRequest) -> HttpResponse:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        return HttpResponse(str(cursor.fetchone()[0]))


urlpatterns = [
    path("cache/", cache),
    path("", plain),
    path("strange/", strange),
    path("crowded/", crowded),
    path("broken/", broken),
]
SETTINGS = {
    "ROOT_URLCONF": __name__,
    "MIDDLEWARE": ["django.middleware.common.CommonMiddleware", f"{__name__}.Noting"],
    "ALLOWED_HOSTS": ["table"],
}


@pytest.fixture
def application():
    looked.clear()
    with override_settings(**SETTINGS):
        application = OneThread()
        yield application
    application.let_go()


async def asked(application: OneThread, path: str = "/") -> tuple[int, bytes]:
    scope = {"type": "http", "method": "GET", "path": path, "headers": [(b"host", b"table")], "query_string": b""}
    client = ApplicationCommunicator(application, scope)
    await client.send_input({"type": "http.request"})
    start = await client.receive_output(60)
    body = await client.receive_output(60)
    await client.wait(60)
    return start["status"], body["body"]


async def test_middleware_and_view_have_the_same_thread_and_so_has_the_next_request(application):
    assert [await asked(application), await asked(application)] == [(200, b"here")] * 2
    assert [where for where, _, _ in looked] == ["middleware", "view"] * 2
    assert len({thread for _, thread, _ in looked}) == 1
    assert threading.get_ident() not in {thread for _, thread, _ in looked}


async def test_the_connection_with_the_database_stays_with_the_thread(application):
    await asked(application)
    await asked(application)
    first, *others = [held for _, _, held in looked]
    assert all(held is first for held in others)


async def test_such_a_connection_remembers_little(application):
    assert await asked(application, "/cache/") == (200, b"-8192")


async def test_an_asynchronous_view_is_answered_too(application):
    assert await asked(application, "/strange/") == (200, b"asynchronous")


async def test_after_a_view_that_failed_the_thread_is_as_good_as_before(application, caplog):
    assert await asked(application, "/broken/") == (500, b"sorry")
    assert await asked(application) == (200, b"here")
    assert len({thread for _, thread, _ in looked}) == 1


async def test_as_many_as_come_are_answered_at_once_and_not_all_of_their_threads_are_kept(application):
    answers = await asyncio.gather(*(asked(application, "/crowded/") for _ in range(all_in.parties)))
    assert answers == [(200, b"here")] * all_in.parties
    assert len({thread for _, thread, _ in looked}) == all_in.parties
    assert len(application.idle) == KEPT
