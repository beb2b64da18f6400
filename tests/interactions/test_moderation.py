"""Hiding what was said: at open tables, in later snapshots, in the history; and what a DM never heard she cannot touch."""

from collections.abc import Callable
from typing import Any

import msgspec
import pytest
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from chat.models import ChatMessage
from engine import commands as c
from interactions import replay, rooms, verification
from interactions.models import Interaction
from tests.interactions.conftest import post
from tests.interactions.table import At, Table


@pytest.fixture
def said(live: Table) -> str:
    """The id of what Aria said to all."""
    live.ask("mira", c.UpdateTurnSettings(allow_private_chat=True))
    return says(live, "Something foul.")


def says(table: Table, content: str, *, by: str = "aria", **how: Any) -> str:
    at = table.seat(by)
    at.asks(c.SendChat(content=content, **how))
    return str(at.messages()[-1]["message"]["id"])


def chat_of(at: At) -> list[str]:
    """What stands in the chat of somebody who comes in."""
    return [entry["message"]["content"] for entry in at.last("snapshot")["recent"]["chat"]]


def everybody(table: Table) -> list[At]:
    return [table.seat(name) for name in ("mira", "aria", "bram", "sven")]


def history(client: Client, table: Table, query: str = "") -> list[str]:
    results = client.get(f"/api/interactions/{table.id}/chat/{query}").json()["results"]
    return [message["content"] for message in results]


def test_hiding_reaches_open_pages_and_all_that_come_later(live: Table, said: str):
    windows = everybody(live)
    live.ask("mira", c.HideChat(message_id=said))
    for at in windows:
        assert at.messages()[-1] == {"type": "chatHidden", "messageId": said}
    assert all(chat_of(at) == [] for at in everybody(live))
    live.opens_anew()
    assert all("foul" not in str(at.heard) for at in everybody(live))


def test_whoever_missed_it_is_not_sent_it_any_more(live: Table):
    bram = live.seat("bram")
    here = bram.last("snapshot")
    bram.leaves()
    live.ask("mira", c.HideChat(message_id=says(live, "Something foul.")))
    again = At(live, "bram").joins(room=here["room"], **here["at"])
    assert "foul" not in str(again.heard)
    assert again.last("snapshot")["room"] == here["room"]


def test_what_was_hidden_can_be_shown_again_where_it_was_said(live: Table, said: str):
    live.ask("bram", c.SendChat(content="Tut."))
    aria = live.seat("aria")
    first = aria.last("snapshot")["recent"]["chat"][0]["message"]
    live.ask("mira", c.HideChat(message_id=said))
    live.ask("mira", c.HideChat(message_id=said, hidden=False))
    assert aria.messages()[-1] == {"type": "chatShown", "message": first}
    assert all(chat_of(at) == ["Something foul.", "Tut."] for at in everybody(live))


def test_hiding_tells_nobody_who_had_not_heard(live: Table, said: str):
    to_bram = says(live, "Psst.", type="private", recipients=[live.person("bram").id])
    to_mira = says(live, "I took it.", type="dm")
    windows = everybody(live)
    assert live.refusal("mira", c.HideChat(message_id=to_bram)) == "unknown_target"
    assert live.refusal("mira", c.HideChat(message_id="nothing")) == "unknown_target"
    live.ask("mira", c.HideChat(message_id=to_mira))
    assert [to_mira in str(at.messages()) for at in windows] == [True, True, False, False]
    to_mira_alone = says(live, "Only you.", type="private", recipients=[live.person("mira").id])
    live.ask("mira", c.HideChat(message_id=to_mira_alone))
    assert [to_mira_alone in str(at.messages()) for at in windows] == [True, True, False, False]


def test_only_dms_hide_and_nothing_twice(live: Table, said: str):
    seq = live.room.seq
    for name in ("aria", "bram", "sven"):
        assert live.refusal(name, c.HideChat(message_id=said)) == "forbidden"
    assert live.refusal("mira", c.HideChat(message_id=said, hidden=False)) == "already_acted"
    assert live.room.seq == seq
    live.ask("mira", c.HideChat(message_id=said))
    assert live.refusal("mira", c.HideChat(message_id=said)) == "already_acted"


def test_hiding_goes_on_after_the_end_and_is_no_turn_to_go_back_to(live: Table, said: str):
    live.ask("mira", c.EndInteraction())
    live.ask("mira", c.HideChat(message_id=said))
    assert chat_of(live.seat("bram")) == []


def test_over_rest_a_dm_hides_finds_and_shows(live: Table, said: str, signed_in: Callable[[str], Client]):
    mira, aria, otto = signed_in("mira"), signed_in("aria"), signed_in("otto")
    at = f"/api/interactions/{live.id}/chat/{said}/"
    assert post(aria, at + "hide/").status_code == 403
    assert post(otto, at + "hide/").status_code == 404
    assert history(aria, live) == ["Something foul."]
    answers = [post(mira, at + "hide/", key="h-1").json() for _ in range(2)]
    assert answers == [{"interactionId": live.id}, {"interactionId": live.id, "duplicate": True}]
    assert post(mira, at + "hide/").json()["code"] == "already_acted"
    assert (history(aria, live), history(mira, live)) == ([], [])
    assert history(mira, live, "?hidden=true") == ["Something foul."]
    assert history(aria, live, "?hidden=true") == []
    assert post(mira, at + "show/").status_code == 200
    assert history(aria, live) == ["Something foul."]


def test_staff_hide_at_every_table_from_the_admin_alone(live: Table, said: str):
    private = says(live, "Psst.", type="private", recipients=[live.person("bram").id])
    assert history(browser_of(live.people["aria"]), live) == ["Something foul.", "Psst."]
    staff = browser_of(get_user_model().objects.create_superuser("staff"))
    assert post(staff, f"/api/interactions/{live.id}/chat/{said}/hide/").status_code == 404
    aria = live.seat("aria")
    sent = {"action": "hide", "_selected_action": [said, private]}
    answer = staff.post(reverse("admin:chat_chatmessage_changelist"), sent, follow=True)
    assert answer.content.decode().count(": hidden.") == 2
    assert [m["type"] for m in aria.messages()] == ["chatHidden", "chatHidden"]
    assert chat_of(live.seat("aria")) == []


def test_a_dm_reads_in_the_admin_what_she_heard_at_the_table(live: Table, said: str):
    to = [live.person("bram").id]
    says(live, "Psst.", type="private", recipients=to)
    for content, channel in (
        ("/roll d20+4711", {"type": "private", "recipients": to}),
        ("/roll d20+8128", {"type": "dm"}),
    ):
        live.ask("aria", c.SendChat(content=content, **channel))
    rooms.catch_up(live.id)
    page = browser_of(live.people["mira"]).get(reverse("admin:chat_chatmessage_changelist")).content.decode()
    assert "8128" in page and "4711" not in page and "Psst." not in page


def browser_of(user: Any) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_journal_history_and_export_agree(live: Table, said: str, signed_in: Callable[[str], Client]):
    live.ask("mira", c.HideChat(message_id=said))
    mira = signed_in("mira")
    assert history(mira, live) == []
    assert ChatMessage.objects.get().hidden
    assert not verification.verify(Interaction.objects.get(pk=live.id)).differences
    exported = mira.get(f"/api/interactions/{live.id}/export/").json()["journal"]
    assert {"event": "MessageHidden", "message_id": said} in [e for row in exported for e in row["events"]]
    rows = list(replay.rows(live.id))
    assert msgspec.to_builtins(rows[-1].events[-1])["message_id"] == said


def test_the_history_is_read_either_way_page_by_page(live: Table, aria: Client):
    words = [f"Word {number}." for number in range(5)]
    for word in words:
        says(live, word)
    assert history(aria, live) == words
    path, pages = f"/api/interactions/{live.id}/chat/?newest_first=true&page_size=2", []
    while path:
        answer = aria.get(path).json()
        pages.append([message["content"] for message in answer["results"]])
        path = answer["next"]
    assert pages == [["Word 4.", "Word 3."], ["Word 2.", "Word 1."], ["Word 0."]]
