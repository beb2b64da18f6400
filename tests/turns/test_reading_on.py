"""The runner of the followers: portions, cursors, and one that cannot digest what it reads."""

import pytest

from interactions import followers
from interactions.models import FollowerCursor, Interaction, JournalEntry
from tests.evenings import Evening
from turns.followers.log import EventLog
from turns.models import LiveInteractionLog


def places(interaction_id: str = "fight") -> dict[str, int]:
    cursors = FollowerCursor.objects.filter(interaction_id=interaction_id)
    return dict(cursors.values_list("follower", "seq"))


def everything() -> dict[str, dict]:
    return {follower.name: follower.stored("fight") for follower in followers.followers()}


def expected(evening: Evening) -> dict[str, dict]:
    return {follower.name: follower.expected(evening.rows) for follower in followers.followers()}


def elsewhere(evening: Evening) -> Interaction:
    """Another interaction with the same words said."""
    fight = evening.interaction
    other = Interaction.objects.create(id="other", campaign=fight.campaign, name="Elsewhere", dm=fight.dm)
    for entry in JournalEntry.objects.filter(interaction=fight):
        entry.pk, entry.interaction = None, other
        entry.save()
    return other


@pytest.fixture
def stumbling(monkeypatch: pytest.MonkeyPatch) -> None:
    """The log cannot digest the fifth row of the fight."""
    project = EventLog.project

    def stumble(self, cursor, rows):
        project(self, cursor, rows)
        if any(row.interaction == "fight" and row.seq == 5 for row in rows):
            raise ValueError("too heavy")

    monkeypatch.setattr(EventLog, "project", stumble)


def test_all_read_to_the_end(played: Evening):
    followers.catch_up(followers.behind())
    assert everything() == expected(played)
    assert set(places().values()) == {len(played.rows)}
    assert followers.behind() == []


def test_portions_come_to_the_same(played: Evening, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(followers, "AT_ONCE", 3)
    assert followers.advance(["fight"]) == ["fight"]
    assert set(places().values()) == {3}
    followers.catch_up(["fight"])
    assert everything() == expected(played)


def test_reading_from_the_beginning_again_changes_nothing(played: Evening):
    followers.catch_up(["fight"])
    FollowerCursor.objects.update(seq=0)
    followers.catch_up(["fight"])
    assert everything() == expected(played)


def test_a_follower_that_is_ahead_waits_for_the_others(played: Evening):
    followers.catch_up(["fight"])
    FollowerCursor.objects.exclude(follower="turns.log").update(seq=4)
    followers.catch_up(["fight"])
    assert everything() == expected(played)
    assert set(places().values()) == {len(played.rows)}


@pytest.mark.usefixtures("stumbling")
def test_who_cannot_digest_a_row_stops_before_it_and_the_others_go_on(played: Evening):
    followers.catch_up(["fight"])
    assert places() == {**dict.fromkeys(expected(played), len(played.rows)), "turns.log": 4}
    assert "too heavy" in FollowerCursor.objects.get(follower="turns.log").error
    logged = set(LiveInteractionLog.objects.values_list("seq", flat=True))
    assert logged and max(logged) < 5
    assert followers.behind() == []


@pytest.mark.usefixtures("stumbling")
def test_it_stops_for_that_interaction_alone(played: Evening):
    elsewhere(played)
    followers.catch_up(followers.behind())
    assert places()["turns.log"] == 4
    assert places("other")["turns.log"] == len(played.rows)


def test_it_goes_on_when_somebody_has_looked(played: Evening, monkeypatch: pytest.MonkeyPatch):
    with monkeypatch.context() as heavy:
        heavy.setattr(EventLog, "project", lambda self, cursor, rows: 1 / 0)
        followers.catch_up(["fight"])
    assert places()["turns.log"] == 0
    FollowerCursor.objects.update(error="")
    followers.catch_up(followers.behind())
    assert everything() == expected(played)
