"""`sync_convex --once` brings everything that there is now, and does not end well where it could not."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from sync.delivery import Delivery
from sync.loop import Loop
from sync.models import OutboxEntry
from sync.outbox import now_ms
from sync.thorough import resting_since
from tests.sync.far import Far, one, put

pytestmark = pytest.mark.django_db

DELIVERY = "sync.management.commands.sync_convex.for_this_database"
left: list[int] = []
since: list[int] = []


def brings() -> int:
    if not left:
        return 0
    put(one(left.pop()))
    return 1


def stumbles() -> int:
    raise KeyError("a row")


def looks_at_the_time() -> int:
    since.append(resting_since(0))
    return 0


@pytest.fixture
def far(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Far:
    far = Far()
    monkeypatch.setattr(DELIVERY, lambda: Loop(Delivery(far)))
    settings.CONVEX_COLLECTORS = [f"{__name__}.{name}" for name in ("stumbles", "brings", "looks_at_the_time")]
    left[:], since[:] = [3, 2, 1], []
    return far


def test_where_one_could_not_bring_his_it_says_so_and_fails_behind_all_the_others(
    far: Far, capsys: pytest.CaptureFixture[str]
):
    with pytest.raises(CommandError) as failed:
        call_command("sync_convex", "--once")
    assert failed.value.returncode == 1
    assert str(failed.value) == (
        "Not everything is in Convex, and the log says why: tests.sync.test_once.stumbles could not bring its entries."
    )
    assert far.kept == [1, 2, 3] and not OutboxEntry.objects.exists()
    assert "3 delivered, 0 entries wait" in capsys.readouterr().out


def test_where_everything_is_brought_it_ends_well(far: Far, settings: Any):
    settings.CONVEX_COLLECTORS = settings.CONVEX_COLLECTORS[1:]
    call_command("sync_convex", "--once")
    assert far.kept == [1, 2, 3]


def test_what_rests_is_wanted_at_once_and_what_moves_later_is_not_waited_for(far: Far, settings: Any):
    settings.CONVEX_COLLECTORS = settings.CONVEX_COLLECTORS[1:]
    before = now_ms()
    call_command("sync_convex", "--once")
    assert len(set(since)) == 1 and before <= since[0] <= now_ms()
    assert resting_since(7) == 7, "nobody has asked any more"
