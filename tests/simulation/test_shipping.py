"""Fights with Convex behind them, whatever befalls it: it holds exactly what the tables hold, and tells nobody a secret."""

import pytest

from simulation.shipping.faults import FAULTS

pytestmark = pytest.mark.process


@pytest.mark.parametrize("fault", ["up", *FAULTS])
def test_after_a_fight_convex_holds_exactly_what_the_table_holds(evening, fault):
    [found] = [one for one in evening[0]["faults"] if one["fault"] == fault]
    assert found["breaches"] == []
    assert found["after"] >= 10, "play did not go on"


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "restarted"])
def test_while_convex_is_not_well_what_is_played_waits(evening, fault):
    [found] = [one for one in evening[0]["faults"] if one["fault"] == fault]
    assert found["waited"] > 10


def test_nothing_is_wrong_when_everything_has_ended_and_no_log_has_an_error(evening):
    assert evening[0]["at_last"] == []


@pytest.mark.parametrize("who", ["dm", "player", "spectator"])
def test_who_subscribes_with_the_official_client_sees_a_fight_go_on_and_end(evening, who):
    watched = evening[0]["watched"]
    assert watched["turns"][who] >= 3
    assert watched["ended"][who]


def test_who_may_not_look_on_is_told_nothing(evening):
    refused = evening[0]["watched"]["refused"]
    assert set(refused["outsider"]) == {"not_found"}
    assert set(refused["nobody"]) == {"unauthenticated"}


def test_subscribers_are_told_no_secret_that_is_not_meant_for_them(evening):
    watched = evening[0]["watched"]
    assert watched["leaks"] == []
    assert watched["secrets"] > 3, "nobody had a secret"
