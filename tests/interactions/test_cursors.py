"""Cursors of records: one reads on with them, and nothing out of them."""

from base64 import b64decode, b64encode, urlsafe_b64decode
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

from engine import commands as c
from tests.interactions.table import Table, ends

RECORDS = ("turns", "logs", "chat", "actions")


@pytest.fixture
def evening(live: Table) -> Table:
    """Four messages, and between them ever more that nobody hears of but the DM."""
    for number in range(4):
        live.ask("aria", c.SendChat(content=f"Word {number}."))
        for hp in range(number * 20):
            live.ask("mira", c.Override(entity_id="lurker", changes=c.OverrideChanges(hp=5 + hp % 3)))
    live.ask("aria", c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I hum.")))
    live.ask("mira", c.SkipTurn())
    live.ask("bram", ends("bram"))
    return live


def browser(table: Table, name: str) -> Client:
    client = Client()
    client.force_login(table.people[name])
    return client


def pages(client: Client, path: str) -> list[Any]:
    """Page by page to the end."""
    found = [client.get(path).json()]
    while found[-1]["next"]:
        found.append(client.get(found[-1]["next"]).json())
    return found


def cursors(found: list[Any]) -> list[str]:
    links = [link for page in found for link in (page["next"], page["previous"]) if link]
    return [parse_qs(urlsplit(link).query)["cursor"][0] for link in links]


@pytest.mark.parametrize("records", RECORDS)
def test_one_by_one_forth_and_back_everything_comes_once(evening: Table, records: str):
    aria, path = browser(evening, "aria"), f"/api/interactions/{evening.id}/{records}/"
    everything = aria.get(path).json()["results"]
    assert everything
    one_by_one = pages(aria, f"{path}?page_size=1")
    assert [page["results"] for page in one_by_one] == [[row] for row in everything]
    back = [one_by_one[-1]]
    while back[-1]["previous"]:
        back.append(aria.get(back[-1]["previous"]).json())
    assert [page["results"][0] for page in reversed(back)] == everything


def test_a_cursor_tells_nothing_of_the_numbers_in_the_journal(evening: Table):
    """They lie between 3 and more than 100; not even how many digits they have can be seen."""
    found = pages(browser(evening, "aria"), f"/api/interactions/{evening.id}/chat/?page_size=1")
    raw = [urlsafe_b64decode(cursor) for cursor in cursors(found)]
    assert len(raw) == 6 and len({len(cursor) for cursor in raw}) == 1
    numbers = [row.seq for row in evening.rows()]
    assert len(numbers) > 100
    for cursor in raw:
        assert not any(f"={number}".encode() in cursor or number.to_bytes(4) in cursor for number in numbers)


def test_a_cursor_is_good_at_its_own_address_alone(evening: Table, other: Table):
    """Whoever leads another table knows its numbers, and could hold them against these."""
    other.starts()
    for number in range(3):
        other.ask("mira", c.SendChat(content=f"Elsewhere {number}."))
    mira = browser(evening, "mira")
    elsewhere = cursors([mira.get(f"/api/interactions/{other.id}/chat/?page_size=1").json()])[0]
    assert mira.get(f"/api/interactions/{other.id}/chat/", {"cursor": elsewhere}).status_code == 200
    for path in (f"{evening.id}/chat", f"{other.id}/logs"):
        answer = mira.get(f"/api/interactions/{path}/", {"cursor": elsewhere})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


@pytest.mark.parametrize(
    "cursor", ["", "x", "AAAA", "é", "A" * 4000, *(b64encode(f"p={n}".encode()).decode() for n in (3, 20, "9" * 5000))]
)
def test_a_cursor_that_is_none_of_ours_is_not_found(live: Table, cursor: str):
    for records in RECORDS:
        answer = browser(live, "aria").get(f"/api/interactions/{live.id}/{records}/", {"cursor": cursor})
        assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


def test_a_cursor_in_which_somebody_has_changed_a_bit_is_not_found(evening: Table):
    aria, path = browser(evening, "aria"), f"/api/interactions/{evening.id}/chat/"
    ours = cursors([aria.get(f"{path}?page_size=1").json()])[0]
    raw = bytearray(b64decode(ours, altchars=b"-_"))
    for place in (0, len(raw) // 2, len(raw) - 1):
        changed = raw[:place] + bytes([raw[place] ^ 1]) + raw[place + 1 :]
        answer = aria.get(path, {"cursor": b64encode(changed, altchars=b"-_").decode()})
        assert answer.status_code == 404
