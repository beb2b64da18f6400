"""Whims make a fight under torture longer, never impossible: each fits its role, and a refused one is not tried again."""

from random import Random

from simulation.torture.whims import whim
from tests.simulation.scenes import aria_sees, mira_sees, scene


def whims(sight, times=600):
    return [wish for seed in range(times) if (wish := whim(sight, Random(seed)))]


def test_players_queue_ask_for_time_and_catch_up_for_their_own():
    wishes = whims(aria_sees(scene()))
    assert {wish.type for wish in wishes} == {"queueTurn", "requestTime", "takeMissedTurn"}
    assert {wish.content["entityId"] for wish in wishes} == {"aria"}


def test_dms_pause_rewind_skip_and_give_time():
    wishes = {wish.type for wish in whims(mira_sees(scene()))}
    assert wishes == {"pauseInteraction", "backtrackTurn", "skipTurn", "grantTime"}


def test_nobody_has_whims_before_initiative_or_after_the_end():
    assert whims(mira_sees(scene(initiativeOrder=[]))) == []
    assert whims(mira_sees(scene(liveStatus="completed"))) == []


def test_what_was_refused_is_not_wanted_again_in_this_turn():
    names = {"pause", "back", "back again", "redo", "pass over", "give time"}
    assert whims(mira_sees(scene(), *names)) == []
