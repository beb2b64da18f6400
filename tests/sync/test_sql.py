"""One process writes to SQLite from several threads: they take turns."""

import threading

import pytest

from sync import sql

pytestmark = pytest.mark.django_db


def beside(act):
    thread = threading.Thread(target=act)
    thread.start()
    return thread


def test_who_comes_second_writes_when_the_first_has_written(monkeypatch):
    monkeypatch.setattr(sql, "PATIENCE", 30)
    written, comes = [], threading.Event()

    def second():
        comes.set()
        with sql.in_turn():
            written.append("second")

    with sql.in_turn():
        other = beside(second)
        assert comes.wait(30)
        written.append("first")
    other.join()
    assert written == ["first", "second"]


def test_nobody_waits_longer_than_that_for_another_thread(monkeypatch):
    monkeypatch.setattr(sql, "PATIENCE", 0)
    written = []

    def second():
        with sql.in_turn():
            written.append("second")

    with sql.in_turn():
        beside(second).join()
    assert written == ["second"]


def test_it_is_the_next_ones_turn_whatever_went_wrong(monkeypatch):
    monkeypatch.setattr(sql, "PATIENCE", 30)
    with pytest.raises(ZeroDivisionError), sql.in_turn():
        1 / 0  # noqa: B018
    with sql.in_turn():
        pass
