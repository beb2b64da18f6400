"""Settings that depend on the surroundings."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from campaignlive import environment


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CAMPAIGNLIVE_SECRET_KEY", "CAMPAIGNLIVE_DB", "DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name, raising=False)


def test_the_secret_key_is_made_once_and_only_its_owner_reads_it(tmp_path: Path):
    kept = tmp_path / "var" / "secret_key"
    first = environment.secret_key(kept)
    assert len(first) >= 50
    assert environment.secret_key(kept) == first
    assert kept.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in kept.parent.iterdir()] == ["secret_key"]


def test_processes_that_start_together_agree_on_the_secret_key(tmp_path: Path):
    program = "import sys, pathlib; from campaignlive.environment import secret_key; print(secret_key(pathlib.Path(sys.argv[1])))"
    starts = [
        subprocess.Popen([sys.executable, "-c", program, tmp_path / "secret_key"], stdout=subprocess.PIPE, text=True)
        for _ in range(6)
    ]
    assert len({start.communicate(timeout=300)[0] for start in starts}) == 1


def test_a_given_secret_key_is_not_written_down(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CAMPAIGNLIVE_SECRET_KEY", "given")
    assert environment.secret_key(tmp_path / "secret_key") == "given"
    assert not (tmp_path / "secret_key").exists()


def test_the_database_is_a_file_under_var_unless_another_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    assert environment.database(tmp_path)["NAME"] == str(tmp_path / "db.sqlite3")
    monkeypatch.setenv("CAMPAIGNLIVE_DB", str(tmp_path / "deep" / "other.sqlite3"))
    assert environment.database(tmp_path)["NAME"] == str(tmp_path / "deep" / "other.sqlite3")
    assert (tmp_path / "deep").is_dir()


def test_database_url_names_a_postgresql_with_a_pool(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://mira:p%40ss@db.example:5433/evening?sslmode=require")
    chosen = environment.database(tmp_path)
    assert chosen["ENGINE"] == "django.db.backends.postgresql"
    assert [chosen[key] for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")] == [
        "evening", "mira", "p@ss", "db.example", "5433",
    ]  # fmt: skip
    assert chosen["OPTIONS"]["sslmode"] == "require"
    assert chosen["OPTIONS"]["pool"]["max_size"] > 1
    assert chosen["CONN_MAX_AGE"] == 0


def test_another_kind_of_database_is_refused_with_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "mysql://mira@db.example/evening")
    with pytest.raises(ImproperlyConfigured, match="must begin with postgres://"):
        environment.database(tmp_path)


def test_redis_carries_the_channel_layer_where_it_is_named(monkeypatch: pytest.MonkeyPatch):
    assert environment.channel_layers()["default"]["BACKEND"] == "channels.layers.InMemoryChannelLayer"
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:6379/3")
    layer = environment.channel_layers()["default"]
    assert layer["BACKEND"] == "channels_redis.core.RedisChannelLayer"
    assert layer["CONFIG"]["hosts"] == ["redis://127.0.0.1:6379/3"]


@pytest.mark.django_db
def test_sqlite_syncs_every_commit_and_waits_for_its_turn():
    asked = {name: _pragma(name) for name in ("journal_mode", "synchronous", "busy_timeout")}
    assert asked == {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 20_000}
    assert connection.transaction_mode == "IMMEDIATE"


def _pragma(name: str) -> object:
    with connection.cursor() as cursor:
        return cursor.execute(f"PRAGMA {name}").fetchone()[0]


@pytest.mark.parametrize(
    ("given", "meant"), [("", ""), (" https://fox-1.convex.cloud/ ", "https://fox-1.convex.cloud")]
)
def test_an_address_has_no_slash_at_its_end(given: str, meant: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONVEX_URL", given)
    assert environment.address("CONVEX_URL") == meant


def test_what_is_no_address_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONVEX_URL", "fox-1")
    with pytest.raises(ImproperlyConfigured, match="CONVEX_URL must be an address like https://…, not 'fox-1'"):
        environment.address("CONVEX_URL")


def test_an_address_with_a_password_is_not_repeated(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONVEX_URL", "https://fox:hidden@fox-1.convex.cloud")
    with pytest.raises(ImproperlyConfigured) as refused:
        environment.address("CONVEX_URL")
    assert "hidden" not in str(refused.value)


def test_the_end_of_the_line_is_no_part_of_a_key(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CONVEX_ADMIN_KEY", " dev|hidden\n")
    assert environment.header_key("CONVEX_ADMIN_KEY") == "dev|hidden"


@pytest.mark.parametrize("given", ["dev|hid\nden", "dev|hidden…"])
def test_a_key_that_no_header_holds_is_refused_and_not_repeated(given: str, monkeypatch: pytest.MonkeyPatch):
    """Else each attempt to send it ends in the log, with the key."""
    monkeypatch.setenv("CONVEX_ADMIN_KEY", given)
    with pytest.raises(ImproperlyConfigured, match="CONVEX_ADMIN_KEY must be one line") as refused:
        environment.header_key("CONVEX_ADMIN_KEY")
    assert "hid" not in str(refused.value)


@pytest.mark.parametrize(("word", "meant"), [("1", True), (" Yes", True), ("off", False), ("", False)])
def test_a_switch_has_words(word: str, meant: bool, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CAMPAIGNLIVE_HTTPS", word)
    assert environment.switched_on("CAMPAIGNLIVE_HTTPS") is meant


@pytest.mark.parametrize("word", ["ja", "2"])
def test_a_word_that_is_neither_yes_nor_no_is_refused(word: str, monkeypatch: pytest.MonkeyPatch):
    """Else who thinks that it means yes goes without."""
    monkeypatch.setenv("CAMPAIGNLIVE_HTTPS", word)
    with pytest.raises(ImproperlyConfigured, match=f"CAMPAIGNLIVE_HTTPS must be one of 1, true, .* not '{word}'"):
        environment.switched_on("CAMPAIGNLIVE_HTTPS")


@pytest.mark.parametrize("given", ["soon", "-1", "nan", "1e9"])
def test_patience_is_a_number_of_seconds(given: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("CAMPAIGNLIVE_DB_PATIENCE", given)
    with pytest.raises(ImproperlyConfigured, match="CAMPAIGNLIVE_DB_PATIENCE must be a number of seconds"):
        environment.database(tmp_path)


@pytest.mark.parametrize("url", ["postgres://mira:hid/den@db.example/evening", "postgres://mira:hidden@[db/evening"])
def test_an_address_that_falls_apart_is_not_repeated(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """A port of “hid” is a piece of a password."""
    monkeypatch.setenv("DATABASE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL cannot be read as an address") as refused:
        environment.database(tmp_path)
    assert "hid" not in str(refused.value)


def test_where_nothing_can_be_kept_one_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "file").touch()
    monkeypatch.delenv("CAMPAIGNLIVE_SECRET_KEY", raising=False)
    with pytest.raises(ImproperlyConfigured, match="set CAMPAIGNLIVE_SECRET_KEY"):
        environment.secret_key(tmp_path / "file" / "secret_key")
    monkeypatch.setenv("CAMPAIGNLIVE_DB", str(tmp_path / "file" / "db.sqlite3"))
    with pytest.raises(ImproperlyConfigured, match="no folder for the database"):
        environment.database(tmp_path)
