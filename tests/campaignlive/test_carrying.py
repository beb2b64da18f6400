"""Errors where no server of ours writes them: by a thread of their own, at the latest when the process ends."""

import logging
import threading
from collections.abc import Iterator
from typing import Any

import pytest

from campaignlive import errors
from campaignlive.carrying import Carrier
from campaignlive.errors import Gathering
from sync.models import OutboxEntry

PATIENCE = 60


def record(word: str = "door") -> logging.LogRecord:
    return logging.LogRecord("interactions.test", logging.ERROR, "x.py", 1, "room %s failed", (word,), None)


@pytest.fixture
def gathering(settings: Any) -> Gathering:
    settings.CONVEX_URL = "http://127.0.0.1:9"
    return Gathering()


@pytest.fixture
def carrier(gathering: Gathering) -> Iterator[Carrier]:
    carrier = Carrier(gathering)
    gathering.noticed = carrier.wake
    yield carrier
    carrier.end(PATIENCE)


def threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == "errors"]


@pytest.mark.django_db(transaction=True)
def test_when_the_process_ends_what_is_gathered_is_written(gathering: Gathering, carrier: Carrier):
    gathering.see(record())
    gathering.see(record("window"))
    carrier.end(PATIENCE)
    assert OutboxEntry.objects.get().operations.count('"count":2') == 1
    assert not threads()


@pytest.mark.django_db(transaction=True)
def test_it_is_written_while_the_process_goes_on(
    gathering: Gathering, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(errors, "EVERY", 0.001)
    written, write = threading.Semaphore(0), gathering.write

    def counted() -> None:
        write()
        written.release()

    monkeypatch.setattr(gathering, "write", counted)
    for word in ("door", "window"):
        gathering.see(record(word))
        assert written.acquire(timeout=PATIENCE)
    assert len(threads()) == 1


def test_without_an_error_there_is_no_thread(carrier: Carrier):
    carrier.end()
    assert not threads()


def test_nobody_waits_for_a_database_that_does_not_answer(
    gathering: Gathering, carrier: Carrier, monkeypatch: pytest.MonkeyPatch
):
    answers = threading.Event()
    monkeypatch.setattr(gathering, "write", answers.wait)
    gathering.see(record())
    carrier.end(0.01)
    [waiting] = threads()
    answers.set()
    waiting.join(PATIENCE)
    assert not threads()


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_written_is_tried_again(gathering: Gathering, carrier: Carrier, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(errors, "EVERY", 0.001)
    failed = threading.Event()

    def fails(*told: Any) -> None:
        failed.set()
        raise OSError("no room on the disk")

    with monkeypatch.context() as broken:
        broken.setattr("sync.outbox.put", fails)
        gathering.see(record())
        assert failed.wait(PATIENCE)
    carrier.end(PATIENCE)
    assert OutboxEntry.objects.count() == 1
