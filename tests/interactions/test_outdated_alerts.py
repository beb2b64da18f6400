"""Alerts hold until they are read, or until what they say is not true any more; open pages hear of that, too."""

from collections.abc import Iterator
from typing import Any

import pytest

from engine import commands as c
from interactions import replay, rooms
from interactions.alerting import Ear, unread
from interactions.alerts import Alerts
from interactions.models import Alert
from tests.interactions.clocks import FakeClock
from tests.interactions.table import Ears, Table, ends
from tests.people import gathered, laid_table

HUM = c.TakeTurn(entity_id="aria", action=c.ActionRequest(type="custom", description="I hum."))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def live(transactional_db: None, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Table]:
    """Nobody is at the table; aria is up with 90 seconds, then bram, the lurker and the wolf. What began is read."""
    monkeypatch.setattr(rooms, "EVERY", 3600)
    people = gathered()
    table = Table(laid_table(people, turn_time_limit=90), people)
    table.directory.clock = clock
    table.starts()
    rooms.catch_up(table.id)
    Alert.objects.filter(kind="interactionLive").update(read=True)
    yield table
    rooms.stop_from_thread()


def news(table: Table, name: str) -> list[str]:
    """The kinds of what she would be told on coming in."""
    rooms.catch_up(table.id)
    return [alert["kind"] for alert in unread(str(table.people[name].pk))]


def waiting(table: Table) -> str:
    return next(iter(table.room.state.table.review))


def test_a_turn_that_is_over_is_nobodys_any_more(live: Table):
    assert news(live, "aria") == ["yourTurn"]
    live.ask("aria", ends("aria"))
    assert (news(live, "aria"), news(live, "bram")) == ([], ["yourTurn"])
    live.ask("mira", c.SkipTurn())
    assert news(live, "bram") == ["missedTurn"]


def test_a_queued_turn_that_played_by_itself_is_no_news(live: Table):
    turn = [c.ActionRequest(type="dodge"), c.ActionRequest(type="end")]
    live.ask("bram", c.QueueTurn(entity_id="bram", actions=turn))
    live.ask("aria", ends("aria"))
    assert live.room.state.active.id == "lurker"
    assert news(live, "bram") == []


def test_after_a_rewind_it_is_the_turn_of_whose_it_is(live: Table):
    live.ask("aria", ends("aria"))
    news(live, "bram")
    live.ask("mira", c.BacktrackTurn())
    assert live.room.state.active.id == "aria"
    assert (news(live, "aria"), news(live, "bram")) == (["yourTurn"], ["onDeck"])
    live.ask("mira", c.BacktrackTurn(redo=True))
    assert (news(live, "aria"), news(live, "bram")) == ([], ["yourTurn"])


def test_an_answer_of_the_dm_is_told_to_whom_it_was_given_and_who_is_away(live: Table):
    live.ask("aria", HUM)
    live.ask("mira", c.ResolveAction(action_id=waiting(live), outcome="denied"))
    assert (news(live, "aria"), news(live, "bram")) == (["yourTurn", "actionResolved"], ["onDeck"])
    assert Alert.objects.get(kind="actionResolved").text == "The DM has answered what Aria wanted to do in “Ambush”."
    live.seat("aria")
    live.ask("aria", HUM)
    live.ask("mira", c.ResolveAction(action_id=waiting(live), outcome="approved"))
    news(live, "aria")
    assert Alert.objects.filter(kind="actionResolved").count() == 1, "at the table she sees it"


def test_an_answer_that_was_rewound_is_none(live: Table):
    live.ask("aria", HUM)
    live.ask("mira", c.ResolveAction(action_id=waiting(live), outcome="approved"))
    live.ask("aria", ends("aria"))
    assert "actionResolved" in news(live, "aria")
    live.ask("mira", c.BacktrackTurn())
    assert news(live, "aria") == ["yourTurn"]
    live.ask("mira", c.BacktrackTurn(redo=True))
    assert news(live, "aria") == ["actionResolved"]


def test_a_reward_is_told_taken_back_and_given_back(live: Table):
    live.ask("aria", ends("aria"))
    live.ask("mira", c.GrantReward(entity_id="aria", xp=50))
    live.ask("mira", c.GrantReward(entity_id="wolf", xp=50))
    assert news(live, "aria") == ["reward"] and news(live, "bram") == ["yourTurn"]
    assert Alert.objects.get(kind="reward").text == "Aria has been rewarded in “Ambush”."
    live.ask("mira", c.BacktrackTurn())
    assert news(live, "aria") == ["yourTurn"]
    live.ask("mira", c.BacktrackTurn(redo=True))
    assert news(live, "aria") == ["reward"]
    assert Alert.objects.filter(kind="reward").count() == 1, "it is the same one"


def test_who_has_read_of_a_reward_is_not_told_again_when_it_is_given_back(live: Table):
    live.ask("aria", ends("aria"))
    live.ask("mira", c.GrantReward(entity_id="aria", xp=50))
    news(live, "aria")
    Alert.objects.filter(kind="reward").update(read=True)
    live.ask("mira", c.BacktrackTurn())
    live.ask("mira", c.BacktrackTurn(redo=True))
    assert news(live, "aria") == []


def test_a_turn_that_was_not_missed_after_all(live: Table):
    live.ask("mira", c.SkipTurn())
    assert news(live, "aria") == ["missedTurn"]
    live.ask("mira", c.BacktrackTurn())
    assert news(live, "aria") == ["yourTurn"]


def test_a_missed_turn_that_was_made_up_for(live: Table):
    live.ask("mira", c.SkipTurn())
    live.ask("aria", c.TakeMissedTurn(entity_id="aria"))
    assert news(live, "aria") == ["missedTurn"]
    live.ask("bram", ends("bram"))
    assert live.room.state.active.id == "aria"
    assert news(live, "aria") == ["yourTurn"]


def test_little_time_is_no_news_when_there_is_more(live: Table, clock: FakeClock):
    live.on_loop(lambda: clock.advance(75))
    live.settles()
    assert news(live, "aria") == ["timeWarning"]
    live.ask("mira", c.GrantTime(entity_id="aria", seconds=60))
    assert news(live, "aria") == []


def test_who_is_next_changes_with_the_order(live: Table):
    assert news(live, "bram") == ["onDeck"]
    live.ask("mira", c.UpdateInitiative(order=["aria", "wolf", "bram", "lurker"]))
    assert news(live, "bram") == []


def test_whose_character_is_taken_off_the_table_is_not_up(live: Table):
    live.ask("aria", ends("aria"))
    assert news(live, "bram") == ["yourTurn"]
    live.ask("mira", c.RemoveParticipant(entity_id="bram"))
    assert "yourTurn" not in news(live, "bram")


def test_a_pause_is_over_when_the_game_goes_on(live: Table):
    for command, told in (
        (c.PauseInteraction(), "interactionPaused"),
        (c.ResumeInteraction(), "interactionResumed"),
        (c.PauseInteraction(), "interactionPaused"),
        (c.EndInteraction(), "interactionEnded"),
    ):
        live.ask("mira", command)
        assert news(live, "sven") == [told]
    assert news(live, "aria") == ["interactionEnded"]


def test_another_table_is_not_concerned(live: Table):
    other = Table(laid_table(live.people, "2"), live.people, key="2").starts()
    assert news(other, "aria").count("yourTurn") == 2
    live.ask("aria", ends("aria"))
    assert news(live, "aria").count("yourTurn") == 1


def test_rows_that_are_read_again_take_nothing_back_that_came_later(live: Table):
    for name in ("aria", "bram"):
        live.ask(name, ends(name))
    live.ask("mira", ends("lurker"))
    live.ask("mira", ends("wolf"))
    before = {name: news(live, name) for name in ("aria", "bram")}
    assert before == {"aria": ["yourTurn"], "bram": ["onDeck"]}
    Alerts().project(None, list(replay.rows(live.id))[:-1])
    assert {name: news(live, name) for name in ("aria", "bram")} == before


def test_open_pages_hear_what_is_no_news_any_more(live: Table):
    page = Ears("aria")
    live.on_loop(lambda: live.directory.alerts.enter(Ear(page, live.person("aria").id, "", "")))  # type: ignore[arg-type]

    def told() -> list[tuple[str, Any]]:
        """What came since the last look: of each frame its type, and its ids or id."""
        rooms.catch_up(live.id)
        live.on_loop(lambda: None)
        heard, page.heard = page.heard, []
        return [(frame["type"], frame.get("ids") or frame["id"]) for frame in heard]

    [turn] = Alert.objects.filter(kind="yourTurn")
    live.ask("aria", ends("aria"))
    assert told() == [("read", [turn.pk])]
    live.ask("mira", c.GrantReward(entity_id="aria", xp=5))
    heard = told()
    [reward] = Alert.objects.filter(kind="reward")
    assert heard == [("alert", reward.pk)]
    live.ask("mira", c.BacktrackTurn())
    heard = told()
    [again] = Alert.objects.filter(kind="yourTurn", user=live.people["aria"], read=False)
    assert heard == [("alert", again.pk), ("read", [reward.pk])]
    live.ask("mira", c.BacktrackTurn(redo=True))
    assert told() == [("alert", reward.pk), ("read", [again.pk])]
