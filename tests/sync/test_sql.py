"""One process writes to SQLite from several threads: they take turns."""

import sqlite3
import threading

import pytest
from django.db import connection

from sync import sql


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
        assert sql._writing.locked()
        beside(second).join()
    assert written == ["second"]


def test_it_is_the_next_ones_turn_whatever_went_wrong(monkeypatch):
    monkeypatch.setattr(sql, "PATIENCE", 30)
    with pytest.raises(ZeroDivisionError), sql.in_turn():
        1 / 0  # noqa: B018
    assert not sql._writing.locked()


def test_a_connection_that_does_not_wait_for_the_disk_again_is_not_used_again(transactional_db):
    """What the next one writes may have been promised."""
    with pytest.raises(sqlite3.DatabaseError), sql.lazily():
        connection.connection.set_authorizer(refuses_full)
    connection.ensure_connection()
    assert connection.connection.execute("PRAGMA synchronous").fetchone() == (2,)


def refuses_full(action, name, value, *_):
    refused = action == sqlite3.SQLITE_PRAGMA and (name, value) == ("synchronous", "FULL")
    return sqlite3.SQLITE_DENY if refused else sqlite3.SQLITE_OK
