"""How the torture tells that two clients see the same."""

from random import Random

from simulation.torture.fights import differing
from simulation.torture.killing import POINTS, plans
from simulation.torture.run import percentile
from sync import dying


def test_the_same_documents_do_not_differ():
    assert differing({"party": {"round": 1, "presence": {"1": {}}}}, {"party": {"round": 1, "presence": {}}}) == ""


def test_a_difference_is_named_by_its_path():
    mine = {"party": {"participants": {"aria": {"hp": 3}}}, "own": {}}
    fresh = {"party": {"participants": {"aria": {"hp": 4}}}, "own": {}}
    assert differing(mine, fresh) == "party.participants.aria.hp is 3, and for a newcomer 4"


def test_something_that_only_one_of_them_sees_is_a_difference():
    assert "None" in differing({"party": {"round": 1, "turn": 2}}, {"party": {"round": 1}})
    assert differing({"party": {}}, {"party": {}, "own": {}}) == "streams ['party'] and ['own', 'party']"


def test_every_point_of_the_hot_path_has_its_kill():
    assert {plan.point for plan in plans(Random(1))} == {"", *dying.PLAYING} == {"", *POINTS}


def test_the_slowest_recovery_is_not_averaged_away():
    assert percentile([0.1] * 9 + [5.0], 0.95) == 5.0
    assert percentile([], 0.95) == 0.0
