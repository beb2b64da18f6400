"""Errors on their way to Convex: counted, bounded, without secrets, and no trouble to anybody."""

import asyncio
import json
import logging
from collections.abc import Iterator
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import DatabaseError

from campaignlive import errors
from campaignlive.errors import Gathering, ToConvex, discreet
from sync.models import OutboxEntry, Tally

KEY = "prod:fox-1|eyJ2MiI6IjAxMjM0NTY3ODkwMTIzNDU2Nzg5In0="


@pytest.fixture
def gathering(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Gathering:
    settings.CONVEX_URL, settings.CONVEX_ADMIN_KEY = "http://127.0.0.1:9", KEY
    gathering = Gathering()
    monkeypatch.setattr(errors, "gathering", gathering)
    return gathering


@pytest.fixture
def log(gathering: Gathering) -> Iterator[logging.Logger]:
    """A logger whose errors go to Convex and nowhere else."""
    log, handler = logging.getLogger("interactions.test"), ToConvex()
    log.addHandler(handler)
    log.propagate = False
    yield log
    log.removeHandler(handler)
    log.propagate = True


def stumble(log: logging.Logger, word: str = "door") -> None:
    try:
        {}[word]
    except KeyError:
        log.exception("room %s failed", word)


def documents(gathering: Gathering) -> list[dict[str, Any]]:
    gathering.write()
    return [json.loads(entry.operations)["args"] for entry in OutboxEntry.objects.order_by("id")]


@pytest.mark.django_db
def test_an_error_becomes_a_document_that_says_what_and_where(log: logging.Logger, gathering: Gathering):
    stumble(log)
    [document] = documents(gathering)
    assert (document["level"], document["logger"], document["count"]) == ("ERROR", "interactions.test", 1)
    assert document["message"] == "room door failed: 'door'"
    assert document["exceptionType"] == "KeyError"
    assert document["trace"].startswith("tests/campaignlive/test_errors.py:") and "in stumble" in document["trace"]
    assert document["externalId"].startswith(document["fingerprint"] + ":20")
    assert document["revision"] == document["updatedAt"] == document["lastAt"] >= document["firstAt"]


@pytest.mark.django_db
def test_the_same_error_is_one_document_with_a_count(log: logging.Logger, gathering: Gathering):
    for word in ("door", "window", "door"):
        stumble(log, word)
    [document] = documents(gathering)
    assert document["count"] == 3
    stumble(log)
    [newer] = documents(gathering)
    assert newer["count"] == 4 and newer["revision"] > document["revision"]
    assert newer["source"] == document["source"]
    log.error("another")
    assert len(documents(gathering)) == 2


@pytest.mark.django_db
def test_a_process_that_is_started_anew_counts_on(log: logging.Logger, monkeypatch: pytest.MonkeyPatch):
    for _ in range(5):
        stumble(log)
    [before] = documents(errors.gathering)
    monkeypatch.setattr(errors, "gathering", Gathering())
    stumble(log)
    [document] = documents(errors.gathering)
    assert (document["count"], document["firstAt"]) == (6, before["firstAt"])
    assert document["revision"] > before["revision"]


@pytest.mark.django_db
def test_what_came_long_ago_is_not_counted_for_ever(log: logging.Logger, gathering: Gathering):
    stumble(log)
    gathering.write()
    Tally.objects.update(name="of another day", last_at=1)
    stumble(log)
    gathering.write()
    assert [one.count for one in Tally.objects.exclude(name="of another day")] == [1]
    assert Tally.objects.count() == 1


def test_only_errors_and_none_about_bringing_them_away(log: logging.Logger, gathering: Gathering):
    log.warning("no error")
    for name in ("sync.delivery", "campaignlive.errors"):
        ToConvex().emit(logging.LogRecord(name, logging.ERROR, "x.py", 1, "stumbled", (), None))
    assert not gathering


def test_switched_off_nothing_is_gathered(log: logging.Logger, gathering: Gathering, settings: Any):
    settings.CONVEX_URL = ""
    stumble(log)
    assert not gathering


def test_a_flood_of_different_errors_is_bounded(log: logging.Logger, gathering: Gathering):
    for number in range(1_000):
        log.error(f"%s {number}", "trouble")
    assert len(gathering._known) == errors.KINDS


@pytest.mark.django_db
def test_what_is_written_makes_room_for_others(log: logging.Logger, gathering: Gathering):
    for number in range(errors.KINDS):
        log.error(f"%s {number}", "trouble")
    gathering.write()
    log.error("a new one")
    assert len(documents(gathering)) == errors.KINDS + 1


@pytest.mark.django_db
def test_what_could_not_be_written_is_written_later(
    log: logging.Logger, gathering: Gathering, monkeypatch: pytest.MonkeyPatch
):
    def locked(*entries: Any) -> None:
        raise DatabaseError("database is locked")

    stumble(log)
    with monkeypatch.context() as broken:
        broken.setattr("sync.outbox.put", locked)
        with pytest.raises(DatabaseError):
            gathering.write()
    stumble(log)
    assert [document["count"] for document in documents(gathering)] == [2]


class Unspeakable:
    def __str__(self) -> str:
        raise ValueError("no words")


@pytest.mark.parametrize("message", [Unspeakable(), "%s %s", "☃" * 1_000_000], ids=["unspeakable", "askew", "long"])
@pytest.mark.django_db
def test_whatever_is_logged_nobody_stumbles_over_it(gathering: Gathering, message: Any):
    arguments = ("one",) if message == "%s %s" else ()
    ToConvex().emit(logging.LogRecord("interactions.test", logging.ERROR, "x.py", 1, message, arguments, None))
    assert all(len(document["message"]) <= errors.LENGTH for document in documents(gathering))


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"Convex answered 401: {KEY}", "Convex answered 401: …"),
        ("POST /invitations/tell-nobody/ failed", "POST /invitations/…/ failed"),
        ("connection to postgres://mira:fish@db/live failed", "connection to postgres://…@db/live failed"),
        ('{"password": "fish and chips"}', '{"password": "… and chips"}'),
        ("Authorization: Bearer abc.def", "Authorization: Bearer …"),
        ("Cookie: sessionid=k3j4; csrftoken=x", "Cookie: …; csrftoken=…"),
        ("secret_key=abc&page=2", "secret_key=…&page=2"),
        ("session 7c9xk2m4p8q1w5e9r3t7y2u6 expired", "session … expired"),
        ("seed b'\\x01\\x02\\x03\\x04' drawn", "seed b'…' drawn"),
        ("a long_name_of_a_test_that_stays there", "a long_name_of_a_test_that_stays there"),
        ("/api/interactions/abcdefgh23456722/turns/", "/api/interactions/abcdefgh23456722/turns/"),
    ],
)
def test_secrets_stay_here(text: str, left: str, gathering: Gathering):
    assert discreet(text) == left


def test_a_text_made_to_be_slow_to_search_is_not(gathering: Gathering):
    for text in ("a-" * 50_000, "a|" * 50_000, "://" + "x" * 50_000, "token" * 20_000, "b'" * 50_000):
        assert len(discreet(text)) <= errors.LENGTH


async def test_they_are_written_by_somebody_who_may_wait_and_never_here(
    log: logging.Logger, gathering: Gathering, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(errors, "EVERY", 0)
    jobs: asyncio.Queue[Any] = asyncio.Queue()

    def behind(job: Any) -> "Future[Any]":
        jobs.put_nowait(job)
        gathering._fresh.clear()
        return Future()

    writing = asyncio.create_task(errors.keep_writing(behind))
    stumble(log)
    assert await asyncio.wait_for(jobs.get(), 60) == gathering.write
    writing.cancel()


def test_the_settings_have_it_behind_the_log(settings: Any):
    assert settings.LOGGING["root"]["handlers"] == ["stderr", "convex"]
    assert any(isinstance(handler, ToConvex) for handler in logging.getLogger().handlers)
