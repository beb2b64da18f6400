"""Going live: what is played is the draft as it is at that moment, also where its room was open before."""

from collections.abc import Iterator

import pytest

from campaigns.models import PlayerCharacter
from engine import commands as c
from interactions import drafting, rooms
from interactions.models import Interaction
from tests.interactions.table import Table, pages
from tests.people import gathered, laid_table


@pytest.fixture
def table(transactional_db: None) -> Iterator[Table]:
    """Nobody has started it."""
    people = gathered()
    yield Table(laid_table(people), people)
    rooms.stop_from_thread()


def stronger(name: str) -> None:
    PlayerCharacter.objects.filter(pk=f"{name}-pc").update(hit_points=31)


def test_a_sheet_that_was_changed_while_the_dm_looked_at_the_draft_is_played_as_it_is(table: Table):
    mira = table.seat("mira")
    stronger("aria")
    mira.asks(c.StartInteraction())
    assert table.room.state.table.participants["aria"].hp == 31
    assert pages(mira)["dm"]["participants"]["aria"]["maxHP"] == 31


def test_a_sheet_that_was_changed_after_going_live_was_refused_is_played_as_it_is(table: Table):
    other = Interaction.objects.get(pk=table.id)
    other.pk, other.live_status = "other", "live"
    other.save(force_insert=True)
    assert table.refusal("mira", c.StartInteraction()) == "conflict"
    other.delete()
    stronger("aria")
    table.ask("mira", c.StartInteraction())
    assert table.room.state.table.participants["aria"].hp == 31


def test_two_dms_who_start_in_the_same_breath_open_it_once(table: Table):
    mira = table.seat("mira")
    mira.says_all((c.StartInteraction(), "one"), (c.StartInteraction(), "two"))
    answers = [mira.waits(lambda frame, id=id: frame.get("id") == id) for id in ("one", "two")]
    assert sorted(answer["type"] for answer in answers) == ["ack", "error"]
    assert [row.seq for row in table.rows()] == [1]


def test_a_draft_that_is_written_anew_is_not_played_as_it_was(table: Table):
    room = table.room
    draft = Interaction.objects.get(pk=table.id)
    wish = drafting.Draft(
        campaign=draft.campaign, dm=draft.dm, name="Ambush at noon", location=draft.location,
        participants=drafting.drafted(draft),
    )  # fmt: skip
    drafting.rewrite(draft, wish)
    assert table.refusal("mira", c.StartInteraction()) == "busy"
    table.ask("mira", c.StartInteraction())
    assert (table.room is room, table.room.state.name) == (False, "Ambush at noon")
