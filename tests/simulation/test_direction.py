"""What the DM's bot wants."""

from random import Random

from simulation.direction import lead
from tests.simulation.scenes import Never, creature, mira_sees, scene

CLAIM = {"entityId": "aria", "verb": "custom", "status": "PENDING", "effects": []}


def test_a_draft_goes_live_first():
    assert lead(mira_sees(scene(liveStatus="idle")), Never()).type == "startInteraction"


def test_without_an_order_initiative_is_rolled():
    assert lead(mira_sees(scene(initiativeOrder=[])), Never()).type == "rollInitiative"


def test_who_comes_badly_hurt_to_a_new_fight_has_rested():
    document = scene(initiativeOrder=[])
    document["participants"]["aria"]["currentHP"] = 0
    assert lead(mira_sees(document), Never()).content["changes"] == {"hp": 20}


def test_a_paused_game_goes_on():
    assert lead(mira_sees(scene(liveStatus="paused")), Never()).type == "resumeInteraction"


def test_a_players_turn_is_hers():
    assert lead(mira_sees(scene()), Never()) is None


def test_monsters_act_against_the_party():
    assert lead(mira_sees(scene(up="goblin")), Never()).content["action"]["type"] == "move"


def test_what_waits_for_a_decision_gets_one():
    wish = lead(mira_sees(scene(reviewQueue={"a1": CLAIM})), Never())
    assert (wish.type, wish.content) == ("resolveAction", {"actionId": "a1", "outcome": "approved"})


def test_with_time_every_kind_of_verdict_is_given():
    hit = {
        **CLAIM,
        "verb": "attack",
        "effects": [{"kind": "attack", "target": "goblin", "hit": True, "damage": [[4, "fire"]]}],
    }
    chance = Random(3)
    verdicts = [lead(mira_sees(scene(reviewQueue={"a1": hit})), chance).content for _ in range(100)]
    assert {verdict["outcome"] for verdict in verdicts} == {"approved", "approved_modified", "denied"}
    assert {"damage": {"goblin": 5}} in [verdict.get("changes") for verdict in verdicts]


def test_a_refused_decision_does_not_stop_the_next_one():
    wish = lead(mira_sees(scene(reviewQueue={"a1": CLAIM, "a2": CLAIM}), "review a1"), Never())
    assert wish.content["actionId"] == "a2"


def test_when_one_side_is_down_somebody_is_rewarded_and_then_it_ends():
    document = scene(prizes={"items": {"charm": {}}})
    document["participants"]["goblin"]["defeated"] = True
    reward = lead(mira_sees(document), Never())
    assert (reward.type, reward.content["entityId"], reward.content["itemIds"]) == ("grantReward", "aria", ["charm"])
    document["rewards"] = {"r1": {"entityId": "aria"}}
    assert lead(mira_sees(document), Never()).content["outcome"] == "completed"


def test_a_lost_fight_ends_without_a_reward():
    document = scene()
    document["participants"]["aria"]["defeated"] = True
    assert lead(mira_sees(document), Never()).type == "endInteraction"


def test_what_lies_hidden_shows_itself_when_somebody_comes_near():
    document = scene(up="lurker")
    document["participants"]["lurker"] = creature("foe", 3, 1, hidden=True)
    assert lead(mira_sees(document), Never()).content["changes"] == {"hidden": False}


def test_what_lies_hidden_far_away_stays_hidden_while_others_fight():
    document = scene(up="lurker", terrain=("." * 30,) * 3)
    document["participants"]["lurker"] = creature("foe", 25, 1, hidden=True)
    assert lead(mira_sees(document), Never()).type == "takeTurn"


def test_the_turn_of_somebody_who_is_not_there_is_skipped():
    assert lead(mira_sees(scene(presence={})), Never()).type == "skipTurn"
