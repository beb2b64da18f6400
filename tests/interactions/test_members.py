"""Who belongs to the campaign, as an open room knows it: it hears of changes when they happen, and asks nobody for a command."""

import asyncio
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from campaigns import invitations, members
from campaigns.models import Campaign, Membership
from engine import commands as c
from interactions import rooms
from tests.interactions.table import PATIENCE, Table, pages


@pytest.fixture
def whispering(live: Table, monkeypatch: pytest.MonkeyPatch) -> Table:
    """Private messages are allowed, and no sweep comes by itself."""
    monkeypatch.setattr(rooms, "EVERY", 3600)
    live.opens_anew()
    live.ask("mira", c.UpdateTurnSettings(allow_private_chat=True))
    return live


def whisper(table: Table, to: str) -> c.SendChat:
    return c.SendChat(content="Psst.", type="private", recipients=[str(table.people[to].pk)])


def membership(table: Table, name: str) -> Membership:
    return Membership.objects.get(campaign=table.room.state.campaign_id, user=table.people[name])


def comes_in(table: Table, name: str, role: str = "player") -> None:
    """By an invitation."""
    campaign = Campaign.objects.get(pk=table.room.state.campaign_id)
    _, secret = invitations.make(campaign, table.people["mira"], role, 1, timedelta(days=1))
    invitations.accept(secret, table.people[name], timezone.now())


def shown(table: Table, at: Any, name: str) -> Any:
    """What a page has of somebody's being there."""
    table.on_loop(lambda: None)  # behind what was told last
    return pages(at)["party"]["presence"].get(str(table.people[name].pk))


def test_who_comes_into_the_campaign_is_shown_and_spoken_to_at_once(whispering: Table):
    aria = whispering.seat("aria")
    assert whispering.refusal("aria", whisper(whispering, "otto")) == "unknown_target"
    comes_in(whispering, "otto")
    assert aria.asks(whisper(whispering, "otto"))["type"] == "ack"
    assert shown(whispering, aria, "otto") == {"name": "otto", "role": "player"}
    mira, otto, room = whispering.seat("mira"), str(whispering.people["otto"].pk), whispering.room
    whispering.on_loop(lambda: room.seating.join(mira.seat, mira.person, {}, otto))
    assert mira.heard[-1]["you"] == {"userId": otto, "name": "otto", "role": "player", "entityIds": []}


def is_removed(table: Table) -> None:
    members.end(membership(table, "bram"))


def becomes_a_spectator(table: Table) -> None:
    members.change_role(membership(table, "bram"), "spectator")


def is_removed_in_the_admin(table: Table) -> None:
    staff = Client()
    staff.force_login(get_user_model().objects.create_superuser("staff"))
    rows = {"action": "delete_selected", "_selected_action": [membership(table, "bram").pk], "post": "yes"}
    assert staff.post(reverse("admin:campaigns_membership_changelist"), rows).status_code == 302


@pytest.mark.parametrize("seated", [False, True])
@pytest.mark.parametrize("happens", [is_removed, becomes_a_spectator, is_removed_in_the_admin])
def test_who_is_none_any_more_is_not_spoken_to(whispering: Table, happens: Callable[[Table], None], seated: bool):
    aria, bram = whispering.seat("aria"), whispering.seat("bram") if seated else None
    assert aria.asks(whisper(whispering, "bram"))["type"] == "ack"
    happens(whispering)
    assert aria.asks(whisper(whispering, "bram")).get("code") == "unknown_target"
    if bram is not None:
        with bram.ears.changed:
            assert bram.ears.changed.wait_for(lambda: bram.ears.closed, PATIENCE)
    expected = {"name": "bram", "role": "spectator"} if happens is becomes_a_spectator else None
    assert shown(whispering, aria, "bram") == expected
    assert whispering.room.fanout.presence.get(str(whispering.people["bram"].pk)) == expected


def test_what_another_process_changes_is_found_by_the_next_sweep(whispering: Table):
    aria, mira = whispering.seat("aria"), whispering.seat("mira")
    campaign = whispering.room.state.campaign_id
    Membership.objects.create(campaign_id=campaign, user=whispering.people["otto"], role="player")
    Membership.objects.filter(campaign=campaign, user=whispering.people["bram"]).update(role="co_dm")
    Membership.objects.filter(campaign=campaign, user=whispering.people["sven"]).delete()
    directory = whispering.directory
    asyncio.run_coroutine_threadsafe(directory.sweep(), directory.loop).result(PATIENCE)
    assert [shown(whispering, aria, name) for name in ("otto", "bram", "sven")] == [
        {"name": "otto", "role": "player"}, {"name": "bram", "role": "dm"}, None,
    ]  # fmt: skip
    assert aria.asks(whisper(whispering, "otto"))["type"] == "ack"
    answer = c.SendChat(content="Welcome.", type="dm", recipients=[str(whispering.people["bram"].pk)])
    assert mira.asks(answer)["code"] == "unknown_target", "he is no player any more"
    assert mira.ears.closed is None


def test_nobody_is_told_of_members_who_have_not_changed(whispering: Table):
    aria = whispering.seat("aria")
    heard = len(aria.heard)
    members.tell(whispering.room.state.campaign_id)
    whispering.on_loop(lambda: None)
    assert len(aria.heard) == heard
