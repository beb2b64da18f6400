"""The outbox in the admin: staff see what was parked and why, and send it again."""

from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client

from campaigns.roles import found_campaign
from sync.models import OutboxEntry
from tests.sync.far import one, put

pytestmark = pytest.mark.django_db
LIST = "/admin/sync/outboxentry/"


@pytest.fixture
def staff() -> Client:
    client = Client()
    client.force_login(get_user_model().objects.create_superuser("sue"))
    return client


@pytest.fixture
def parked() -> OutboxEntry:
    put(one("the password is fish"), one(2))
    first = OutboxEntry.objects.order_by("id")[0]
    OutboxEntry.objects.filter(pk=first.pk).update(parked="refused", parked_reason="no such field", attempts=1)
    return first


def asks(client: Client, action: str, *entries: OutboxEntry) -> Any:
    chosen = {"action": action, "_selected_action": [entry.pk for entry in entries], "post": "yes"}
    return client.post(LIST, chosen, follow=True)


def test_the_list_says_what_was_parked_and_why(staff: Client, parked: OutboxEntry):
    page = staff.get(f"{LIST}?set_aside=yes").content.decode()
    assert "Convex refused it" in page and "no such field" in page
    assert "1 parked: staff must look." in page
    assert f"/{parked.pk}/change/" in page and f"/{parked.pk + 1}/change/" not in page
    assert f"/{parked.pk + 1}/change/" in staff.get(f"{LIST}?set_aside=no").content.decode()


def test_what_was_to_be_sent_can_be_read_and_not_written(staff: Client, parked: OutboxEntry):
    page = staff.get(f"{LIST}{parked.pk}/change/").content.decode()
    assert "the password is fish" in page and "<textarea" not in page
    assert staff.get(f"{LIST}add/").status_code == 403


def test_it_is_sent_again_when_they_say_so(staff: Client, parked: OutboxEntry):
    waits = OutboxEntry.objects.exclude(pk=parked.pk).get()
    assert "1 will be sent again." in asks(staff, "send_again", parked, waits).content.decode()
    parked.refresh_from_db()
    assert (parked.parked, parked.parked_reason, parked.attempts) == ("", "", 0)


def test_what_simply_waits_is_not_deleted(staff: Client, parked: OutboxEntry):
    waits = OutboxEntry.objects.exclude(pk=parked.pk).get()
    asks(staff, "delete_selected", parked, waits)
    assert OutboxEntry.objects.count() == 2
    asks(staff, "delete_selected", parked)
    assert list(OutboxEntry.objects.all()) == [waits]


def test_a_dm_has_no_business_there(parked: OutboxEntry):
    mira = get_user_model().objects.create_user("mira")
    found_campaign("Salt and Ash", mira)
    client = Client()
    client.force_login(mira)
    assert client.get("/admin/").status_code == 200
    assert client.get(LIST).status_code == 403
    assert "outboxentry" not in client.get("/admin/").content.decode()
