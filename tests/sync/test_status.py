"""What is said of the delivery, to machines, to staff and on a DM's page."""

import json
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from campaigns.models import Membership
from campaigns.roles import found_campaign
from sync import outbox
from sync.lease import machine
from sync.models import OutboxEntry, SyncState
from sync.status import lasted, sentences, status
from tests.sync.far import one, put

pytestmark = pytest.mark.django_db


@pytest.fixture
def moving() -> None:
    """Three wait, one of two parked is a conflict, and Convex has been away for two minutes."""
    now = outbox.now_ms()
    put(*map(one, range(5)))
    parked = list(OutboxEntry.objects.values_list("pk", flat=True))[:2]
    OutboxEntry.objects.filter(pk=parked[0]).update(parked="refused")
    OutboxEntry.objects.filter(pk=parked[1]).update(parked="conflict")
    OutboxEntry.objects.update(created_at=now - 90_000)
    SyncState.objects.create(
        pk=1,
        holder=f"{machine()} process 1 abcd",
        held_until=now + 9_000,
        last_success=now - 7_200_000,
        failing_since=now - 120_000,
        reason="nobody there",
        delivered=12,
    )


def said(capsys: pytest.CaptureFixture[str], *options: str) -> str:
    call_command("sync_convex", "--status", *options)
    return capsys.readouterr().out


def test_a_machine_reads_everything(moving: None, capsys: pytest.CaptureFixture[str]):
    found = json.loads(said(capsys, "--json"))
    assert 90 <= found.pop("oldest_seconds") < 100
    assert found.pop("bytes") == sum(OutboxEntry.objects.filter(parked="").values_list("size", flat=True))
    stands = SyncState.objects.get()
    assert found == {
        "switched_on": True,
        "host": "127.0.0.1:9",
        "backlog": 3,
        "parked": 2,
        "conflicts": 1,
        "last_success": stands.last_success,
        "failing_since": stands.failing_since,
        "reason": "nobody there",
        "delivered": 12,
        "delivered_by": f"{machine()} process 1",
    }


def test_a_person_reads_sentences(moving: None, capsys: pytest.CaptureFixture[str]):
    text = said(capsys)
    assert "3 entries wait" in text and "the oldest for 1 minute" in text
    assert "parked: 2, of them conflicts: 1" in text
    assert "last success: 2 hours ago; delivered so far: 12" in text
    assert "failing for 2 minutes: nobody there" in text


def test_a_fresh_site_says_so(capsys: pytest.CaptureFixture[str]):
    assert "0 entries wait" in said(capsys) and "last success: never" in said(capsys)
    assert sentences() == ["Nothing waits.", "Nothing has arrived yet."]


def test_switched_off_there_is_nothing_to_deliver(settings: Any, capsys: pytest.CaptureFixture[str]):
    settings.CONVEX_URL = ""
    assert "Convex is switched off: CONVEX_URL names none." in said(capsys)
    assert json.loads(said(capsys, "--json"))["switched_on"] is False
    assert sentences() == []
    with pytest.raises(CommandError, match="switched off"):
        call_command("sync_convex", "--once")


def test_a_page_does_not_count_for_ever(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("sync.status.ENOUGH", 3)
    put(*map(one, range(5)))
    assert status(3).backlog == 3
    assert sentences()[0].startswith("3 entries or more wait, the oldest for ")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(0.4, "0 s"), (59, "59 s"), (60, "1 minute"), (7_199, "1 hour"), (7_200, "2 hours"), (200_000, "2 days")],
)
def test_spans_are_told_in_one_unit(seconds: float, words: str):
    assert lasted(seconds) == words


def signed_in(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_the_dm_sees_a_line_on_the_campaigns_page_and_nobody_else_does(moving: None, settings: Any):
    mira, aria = (get_user_model().objects.create_user(name) for name in ("mira", "aria"))
    campaign = found_campaign("Salt and Ash", mira)
    Membership.objects.create(campaign=campaign, user=aria, role="player")
    page = f"/campaigns/{campaign.pk}/"
    line = "Convex: 3 entries wait, the oldest for 1 minute. Something arrived 2 hours ago."
    assert line in signed_in(mira).get(page).content.decode()
    assert "Convex" not in signed_in(aria).get(page).content.decode()
    settings.CONVEX_URL = ""
    assert "Convex" not in signed_in(mira).get(page).content.decode()


def test_the_health_of_the_server_has_details_for_staff_alone(moving: None, client: Client):
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/healthz?details=1").status_code == 403
    assert signed_in(get_user_model().objects.create_user("mira")).get("/healthz?details=1").status_code == 403
    details = signed_in(get_user_model().objects.create_superuser("sue")).get("/healthz?details=1").json()
    assert details["status"] == "ok"
    assert (details["convex"]["backlog"], details["convex"]["conflicts"]) == (3, 1)


def test_an_address_without_a_key_is_pointed_out(settings: Any):
    settings.CONVEX_ADMIN_KEY = ""
    with pytest.raises(CommandError, match=r"sync.W001.*no key"):
        call_command("check", fail_level="WARNING")
    settings.CONVEX_ADMIN_KEY = "dev|admin"
    call_command("check", fail_level="WARNING")


def test_a_database_without_tables_is_a_sentence(monkeypatch):
    monkeypatch.setattr(connection.introspection, "table_names", list)
    with pytest.raises(CommandError, match="no tables yet") as refused:
        call_command("sync_convex", "--status")
    assert refused.value.returncode == 2
