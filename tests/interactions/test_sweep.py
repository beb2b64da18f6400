"""Rights are looked at again while sockets are open: who lost them is sent away, joined or not, and nobody else."""

import asyncio
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from campaigns import members
from campaigns.models import Membership
from engine import commands as c
from interactions import rooms
from interactions.consumers import RoomConsumer
from interactions.flow import Allowance
from interactions.room import LiveRoom
from interactions.sweep import CHANGED, FORBIDDEN, SIGNED_OUT, pause, seal_of
from tests.interactions.table import PATIENCE, At, Table
from tests.people import cookie_of


@pytest.fixture
def windows(live: Table, people: dict[str, Any]) -> list[At]:
    """Aria joined by her session, Aria at the door by the same, and Bram by a ticket."""
    windows = [At(live, "aria"), At(live, "aria"), At(live, "bram")]
    session = cookie_of(people["aria"])
    for window in windows[:2]:
        window.seat.session = session
    windows[0].joins()
    windows[2].joins()
    room = live.room
    live.on_loop(lambda: room.seating.enter(windows[1].seat))
    return windows


def swept(live: Table, windows: list[At]) -> list[int | None]:
    """The codes with which a sweep closes these windows."""
    directory = live.directory
    asyncio.run_coroutine_threadsafe(directory.sweep(), directory.loop).result(PATIENCE)
    return [window.ears.closed for window in windows]


def test_who_may_stay_stays(live: Table, windows: list[At]):
    assert swept(live, windows) == [None, None, None]


def test_who_signed_out_is_sent_away(live: Table, windows: list[At]):
    Session.objects.all().delete()
    assert swept(live, windows) == [SIGNED_OUT, SIGNED_OUT, None]


def test_who_is_no_member_any_more_is_sent_away(live: Table, windows: list[At], people: dict[str, Any]):
    Membership.objects.filter(user=people["aria"]).delete()
    assert swept(live, windows) == [FORBIDDEN, FORBIDDEN, None]


def test_who_changed_roles_comes_back_in_the_new_one(live: Table, windows: list[At], people: dict[str, Any]):
    Membership.objects.filter(user=people["bram"]).update(role="spectator")
    assert swept(live, windows) == [None, None, CHANGED]


def becomes_a_spectator(campaign: str, user: Any, owner: Client) -> None:
    members.change_role(Membership.objects.get(campaign=campaign, user=user), "spectator")


def is_removed(campaign: str, user: Any, owner: Client) -> None:
    members.end(Membership.objects.get(campaign=campaign, user=user))


def is_changed_in_the_admin(campaign: str, user: Any, owner: Client) -> None:
    row = Membership.objects.get(campaign=campaign, user=user).pk
    owner.post(reverse("admin:campaigns_membership_change", args=[row]), {"role": "spectator"})


def is_deleted_in_the_admin(campaign: str, user: Any, owner: Client) -> None:
    row = Membership.objects.get(campaign=campaign, user=user).pk
    owner.post(reverse("admin:campaigns_membership_delete", args=[row]), {"post": "yes"})


def is_shut_out(campaign: str, user: Any, owner: Client) -> None:
    user.is_active = False
    user.save()


def gets_another_password(campaign: str, user: Any, owner: Client) -> None:
    words = dict.fromkeys(("password1", "password2"), "an ogre under the bridge")
    answer = owner.post(
        reverse("admin:auth_user_password_change", args=[user.pk]), {**words, "usable_password": "true"}
    )
    assert answer.status_code == 302, answer.content


@pytest.mark.parametrize(
    "happens, code",
    [
        (becomes_a_spectator, CHANGED),
        (is_removed, FORBIDDEN),
        (is_changed_in_the_admin, CHANGED),
        (is_deleted_in_the_admin, FORBIDDEN),
        (is_shut_out, SIGNED_OUT),
        (gets_another_password, SIGNED_OUT),
    ],
)
def test_at_an_open_table_it_holds_at_once(live: Table, monkeypatch: pytest.MonkeyPatch, happens: Any, code: int):
    monkeypatch.setattr(rooms, "EVERY", 3600)
    live.opens_anew()
    bram, staff = live.seat("bram"), Client()
    bram.seat.seal = seal_of(live.people["bram"].password)
    staff.force_login(get_user_model().objects.create_superuser("staff"))
    happens(live.room.state.campaign_id, live.people["bram"], staff)
    with bram.ears.changed:
        assert bram.ears.changed.wait_for(lambda: bram.ears.closed, PATIENCE)
    assert bram.ears.closed == code


def test_many_sockets_are_looked_at_less_often():
    assert [pause(sockets) for sockets in (0, 500, 1_000, 6_000)] == [5, 5, 10, 60]


def test_who_may_not_sign_in_any_more_is_sent_away(live: Table, windows: list[At], people: dict[str, Any]):
    people["bram"].is_active = False
    people["bram"].save()
    assert swept(live, windows) == [None, None, SIGNED_OUT]


def test_who_is_sent_away_hears_no_more(live: Table, windows: list[At], people: dict[str, Any]):
    Membership.objects.filter(user=people["bram"]).delete()
    swept(live, windows)
    heard = len(windows[2].heard)
    live.ask("aria", c.SendChat(content="Now that he is gone …"))
    assert len(windows[2].heard) == heard
    assert live.person("bram").id not in live.room.fanout.presence


def test_what_comes_behind_being_sent_away_is_not_heard(live: Table):
    bram = live.seat("bram")
    consumer = RoomConsumer()
    consumer.room, consumer.person, consumer.seat, consumer.socket = live.room, bram.person, bram.seat, bram.ears
    consumer.allowance, consumer.clock = Allowance(30, 120), live.directory.loop.time
    say = b'{"type":"sendChat","id":"late","data":{"content":"%b"}}'
    live.on_loop(lambda: consumer._guarded(say % b"Here I am."))
    bram.waits(lambda frame: frame.get("id") == "late")
    rows = len(live.rows())
    live.on_loop(lambda: live_room(live).seating.send_away(bram.seat, FORBIDDEN))
    live.on_loop(lambda: consumer._guarded(say % b"I am not gone!"))
    assert len(live.rows()) == rows
    assert bram.heard[-1]["id"] == "late"


def live_room(table: Table) -> LiveRoom:
    return table.directory._open[table.id]


def test_who_changed_her_password_signs_in_again(live: Table, windows: list[At], people: dict[str, Any]):
    windows[2].seat.seal = seal_of(people["bram"].password)
    people["bram"].set_password("another one entirely")
    people["bram"].save()
    assert swept(live, windows) == [None, None, SIGNED_OUT]
