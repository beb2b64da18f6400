"""Alerts: who gets which, once, and what is told of them on coming in."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.test import Client

from campaigns.models import Membership
from engine import commands as c
from interactions import replay, rooms
from interactions.alerting import Ear, Listening, mark_read, unread
from interactions.alerts import Alerts
from interactions.models import Alert, FollowerCursor
from tests.interactions.table import Ears, Table, ends


def kinds(name: str, table: Table) -> list[str]:
    rooms.catch_up(table.id)
    return list(Alert.objects.filter(user=table.people[name]).values_list("kind", flat=True))


def test_when_a_game_goes_live_everybody_hears_but_who_started_it(live: Table):
    heard = {name for name in ("mira", "aria", "bram", "sven", "otto") if "interactionLive" in kinds(name, live)}
    assert heard == {"aria", "bram", "sven"}
    alert = Alert.objects.get(user=live.people["aria"], kind="interactionLive")
    assert alert.text == "“Ambush” is live in Salt and Ash."


def test_who_is_at_the_table_needs_no_alert(live: Table):
    live.seat("aria")
    live.ask("mira", c.PauseInteraction())
    assert "interactionPaused" not in kinds("aria", live)
    assert "interactionPaused" in kinds("bram", live)


def test_a_player_who_is_away_hears_of_her_own_turn_and_no_others(live: Table):
    live.seat("aria")
    live.ask("aria", ends("aria"))
    assert kinds("bram", live)[-1] == "yourTurn"
    assert "yourTurn" not in kinds("aria", live)
    live.ask("mira", c.SkipTurn(reason="Tea."))
    assert kinds("bram", live)[-1] == "missedTurn"


def test_who_is_next_and_away_is_told_so_and_nobody_else(live: Table):
    assert kinds("bram", live)[-1] == "onDeck"
    assert Alert.objects.get(kind="onDeck").text == "Bram is next in “Ambush”."
    live.ask("aria", ends("aria"))
    assert kinds("aria", live).count("onDeck") == 0, "the lurker is next, and nobody may guess"
    live.ask("bram", ends("bram"))
    assert kinds("aria", live).count("onDeck") == 0, "somebody hidden acts"
    live.ask("mira", c.SkipTurn())
    assert kinds("aria", live)[-1] == "onDeck"
    live.seat("bram")
    live.ask("mira", c.SkipTurn())
    assert kinds("bram", live).count("onDeck") == 1, "she is here again"


def test_of_one_turn_only_the_newest_is_news(live: Table):
    live.ask("aria", ends("aria"))
    kinds("bram", live)
    bram = str(live.people["bram"].pk)
    assert [alert["kind"] for alert in unread(bram)] == ["interactionLive", "yourTurn"]
    live.ask("mira", c.SkipTurn())
    kinds("bram", live)
    assert [alert["kind"] for alert in unread(bram)] == ["interactionLive", "missedTurn"]


def test_reading_the_journal_again_alerts_nobody_twice(live: Table):
    before = {name: kinds(name, live) for name in ("aria", "bram", "sven")}
    rows = list(replay.rows(live.id))
    Alerts().project(None, rows)
    assert {name: kinds(name, live) for name in ("aria", "bram", "sven")} == before


def test_what_was_read_is_not_told_again_and_only_its_person_can_read_it(live: Table):
    kinds("aria", live)
    aria, bram = (str(live.people[name].pk) for name in ("aria", "bram"))
    told = unread(aria)
    ids = [alert["id"] for alert in told]
    mark_read(bram, ids)
    assert unread(aria) == told != []
    mark_read(aria, [*ids, "no-such"])
    assert unread(aria) == []


def test_who_has_left_the_campaign_is_told_nothing_of_it(live: Table):
    kinds("aria", live)
    Membership.objects.filter(user=live.people["aria"]).delete()
    assert unread(str(live.people["aria"].pk)) == []


def test_a_player_whose_account_is_gone_holds_nobody_up(live: Table):
    Membership.objects.filter(user=live.people["bram"]).delete()
    live.people["bram"].delete()
    live.ask("aria", ends("aria"))
    kinds("aria", live)
    assert not Alert.objects.filter(text__contains="Bram").exists()
    assert not FollowerCursor.objects.exclude(error="").exists()
    assert {cursor.seq for cursor in FollowerCursor.objects.filter(interaction=live.id)} == {live.rows()[-1].seq}


def test_a_player_who_has_left_is_not_told_that_it_is_her_turn(live: Table):
    Membership.objects.filter(user=live.people["bram"]).delete()
    live.ask("aria", ends("aria"))
    assert "yourTurn" not in kinds("bram", live)


def test_nothing_is_told_as_live_that_has_ended(live: Table):
    live.ask("mira", c.EndInteraction())
    kinds("aria", live)
    assert [alert["kind"] for alert in unread(str(live.people["aria"].pk))] == ["interactionEnded"]


def test_an_alert_reaches_every_window_of_its_person_and_no_other():
    listening = Listening()
    windows = [Ears() for _ in range(3)]
    for user_id, socket in zip(("1", "1", "2"), windows, strict=True):
        listening.enter(Ear(socket, user_id, "", ""))  # type: ignore[arg-type]
    listening.tell([("1", {"type": "read", "ids": ["a"]}), ("3", {"type": "read", "ids": ["b"]})])
    assert [len(window.heard) for window in windows] == [1, 1, 0]


def test_a_sixth_window_replaces_the_oldest():
    listening = Listening()
    windows = [Ears() for _ in range(6)]
    for socket in windows:
        listening.enter(Ear(socket, "1", "", ""))  # type: ignore[arg-type]
    assert [window.closed for window in windows] == [4409, None, None, None, None, None]
    assert len(listening.everybody) == 5


@pytest.fixture
def page(live: Table) -> Iterator[Any]:
    client = Client()
    client.force_login(live.people["aria"])
    yield client


def test_every_page_of_somebody_signed_in_listens_and_the_table_says_which_it_is(page: Client, live: Table):
    assert b'id="alerts"' in page.get("/").content
    assert f'data-interaction="{live.id}"'.encode() in page.get(f"/interactions/{live.id}/").content
    dice = page.get(f"/interactions/{live.id}/dice/").content
    assert b'id="alerts"' in dice and b"data-interaction" not in dice, "there nobody sees that it is her turn"
    assert b'id="alerts"' not in Client().get("/accounts/login/").content
