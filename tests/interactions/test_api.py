"""The live commands and the reads over REST, by role."""

from base64 import b64encode
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from campaigns.models import Campaign, Location
from interactions import tickets
from interactions.models import Interaction, WsTicket
from tests.interactions.conftest import post, start


@pytest.fixture
def at(fight: str) -> str:
    return f"/api/interactions/{fight}/"


def entity(client: Client, at: str, name: str) -> str:
    """The entity of that name, as the client sees the table."""
    [document] = [d for stream, d in client.get(at + "state/").json()["state"].items() if stream != "own"]
    return next(id for id, p in document["participants"].items() if p["name"] == name)


@pytest.fixture
def arias_turn(mira: Client, at: str) -> str:
    """Initiative is rolled, aria is up; the address of the interaction."""
    names = ["Aria", "Bram", "Ash Wolf 1", "Ash Wolf 2", "Ash Wolf"]
    values = {entity(mira, at, name): 20 - place for place, name in enumerate(names)}
    assert post(mira, at + "roll-initiative/", {"values": values}).status_code == 200
    return at


def test_a_fight_can_be_played_over_rest(mira: Client, aria: Client, arias_turn: str):
    at, me = arias_turn, entity(aria, arias_turn, "Aria")
    answer = post(aria, at + "actions/", {"entityId": me, "action": {"type": "custom", "description": "I shout."}})
    assert answer.status_code == 201, answer.content
    action_id = answer.json()["actionId"]
    assert aria.get(at).json()["status"] == "DM_REVIEW"
    resolved = post(
        mira, f"{at}actions/{action_id}/resolve/", {"outcome": "approved", "notes": "Loud.", "awardedXp": 5}
    )
    assert resolved.status_code == 200, resolved.content
    assert post(aria, at + "actions/", {"entityId": me, "action": {"type": "end"}}).status_code == 201
    assert post(mira, at + "skip-turn/", {"reason": "Tea."}).status_code == 200
    foreseen = post(mira, at + "backtrack/", {"preview": True}).json()
    assert (foreseen["undone"], foreseen["turn"]["turnNumber"]) == (2, 2)
    assert post(mira, at + "backtrack/").status_code == 200
    assert post(mira, at + "backtrack/", {"redo": True}).status_code == 200
    assert post(mira, at + "pause/", {"reason": "Tea."}).status_code == 200
    assert mira.get(at).json()["effectiveStatus"] == "paused"
    assert post(mira, at + "resume/").status_code == 200
    assert post(mira, at + "settings/", {"resolutionMode": "review"}).status_code == 200
    assert post(mira, at + "rewards/", {"entityId": me, "xp": 10}).status_code == 200
    assert post(mira, at + "complete/").status_code == 200
    shown = mira.get(at).json()
    assert (shown["liveStatus"], shown["outcome"], shown["status"]) == ("completed", "completed", "COMPLETED")

    actions = mira.get(at + "actions/").json()["results"]
    assert [(a["id"], a["outcome"], a["dmNotes"], a["awardedXp"]) for a in actions] == [
        (action_id, "approved", "Loud.", 5)
    ]
    turns = mira.get(at + "turns/").json()["results"]
    stand = [(t["turnNumber"], t["status"]) for t in turns if not t["undone"]]
    assert stand == [(1, "completed"), (2, "skipped"), (3, "skipped")]
    assert len(turns) == 4
    words = [entry["eventType"] for entry in mira.get(at + "logs/").json()["results"]]
    assert words[0] == "INTERACTION_STARTED" and words[-1] == "INTERACTION_ENDED"


def test_players_read_neither_the_dms_notes_nor_what_hides(mira: Client, aria: Client, arias_turn: str):
    at, me = arias_turn, entity(aria, arias_turn, "Aria")
    sent = post(aria, at + "actions/", {"entityId": me, "action": {"type": "custom", "description": "I look."}})
    post(mira, f"{at}actions/{sent.json()['actionId']}/resolve/", {"outcome": "approved", "notes": "He hides left."})
    for _ in range(5):
        post(mira, at + "skip-turn/")
    [action] = aria.get(at + "actions/").json()["results"]
    assert "dmNotes" not in action
    hidden = entity(mira, at, "Ash Wolf")
    assert "ACTION_RESOLVED" in [entry["event"] for entry in aria.get(at).json()["interactionLog"]]
    for path in ("", "state/", "actions/", "turns/", "logs/", "chat/"):
        assert hidden not in aria.get(at + path).content.decode(), path
        assert hidden in mira.get(at + path).content.decode() or path in ("", "actions/", "chat/"), path
    assert aria.get(at).json()["participantCount"] == mira.get(at).json()["participantCount"] - 1
    assert [t["turnNumber"] for t in aria.get(at + "turns/").json()["results"]] == [1, 2, 3, 4, 5]


def test_of_which_kind_a_monster_is_by_another_name_only_the_dm_reads(mira: Client, aria: Client, at: str):
    assert "wolf" in mira.get(at).json()["participantMonsterIds"]
    lists = aria.get("/api/interactions/").json()["results"]
    for shown in (aria.get(at).json(), *lists):
        assert shown["participantMonsterIds"] == shown["participantNpcIds"] == []
        assert shown["participantPlayerCharacterIds"]
    for path in ("", "state/", "turns/", "logs/"):
        assert '"wolf"' not in aria.get(at + path).content.decode(), path


def test_her_own_sheet_is_in_her_state_alone(aria: Client, signed_in: Callable[[str], Client], at: str):
    me = entity(aria, at, "Aria")
    assert "attacks" in aria.get(at + "state/").json()["state"]["own"]["participants"][me]
    assert signed_in("bram").get(at + "state/").json()["state"]["own"]["participants"].keys().isdisjoint({me})
    assert set(signed_in("sven").get(at + "state/").json()["state"]) == {"table"}


def test_a_repeated_command_is_answered_and_not_applied_again(mira: Client, arias_turn: str):
    first = post(mira, arias_turn + "skip-turn/", {"reason": "Tea."}, key="skip-1")
    again = post(mira, arias_turn + "skip-turn/", {"reason": "Tea."}, key="skip-1")
    other = post(mira, arias_turn + "skip-turn/", {"reason": "Coffee."}, key="skip-1")
    assert (first.status_code, again.status_code, other.status_code) == (200, 200, 409)
    assert again.json()["duplicate"] is True
    assert len(mira.get(arias_turn + "turns/").json()["results"]) == 2


@pytest.mark.parametrize(
    ("who", "word", "body", "status", "code"),
    [
        ("aria", "pause", {}, 403, "forbidden"),
        ("otto", "pause", {}, 404, "not_found"),
        ("mira", "resume", {}, 409, "conflict"),
        ("mira", "go-live", {}, 409, "conflict"),
        ("mira", "skip-turn", {}, 409, "wrong_status"),
        ("mira", "pause", {"reason": 5}, 400, "malformed"),
        ("mira", "backtrack", {}, 409, "conflict"),
        ("mira", "backtrack", {"toTurn": "never"}, 422, "unknown_target"),
        ("aria", "backtrack", {"preview": True}, 403, "forbidden"),
        ("mira", "pause", {"reasons": "x"}, 400, "malformed"),
        ("mira", "rewards", {"entityId": "nobody", "xp": 5}, 422, "unknown_target"),
        ("mira", "dance", {}, 404, "not_found"),
    ],
)
def test_refusals_have_codes(signed_in: Any, at: str, who: str, word: str, body: Any, status: int, code: str):
    answer = post(signed_in(who), f"{at}{word}/", body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer["Content-Type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_broken_bodies_are_malformed(mira: Client, at: str):
    for body in ("{", "[" * 10_000, "[]", '"x"', "null", '{"reason": "\\u0000"}'):
        answer = mira.post(at + "pause/", body, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), body[:5]


@pytest.mark.parametrize("body", ["[]", "1", "null", '"x"', "true", "[{}]"])
def test_a_body_that_is_no_object_is_malformed_wherever_it_is_sent(
    mira: Client, campaign: Campaign, at: str, body: str
):
    paths = [f"/api/campaigns/{campaign.pk}/start-interaction/", "/api/interactions/", "/api/ws-tickets/"]
    paths += [at + path for path in ("pause/", "actions/", "actions/x/resolve/")]
    for path in paths:
        answer = mira.post(path, body, "application/json")
        assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), path


def test_too_long_a_key_is_malformed(mira: Client, at: str):
    assert post(mira, at + "pause/", key="k" * 65).json()["code"] == "malformed"


def test_outsiders_find_nothing_to_read(otto: Client, at: str):
    nowhere = otto.get("/api/interactions/nowhere/")
    assert nowhere.status_code == 404
    for path in ("", "state/", "snapshot/", "actions/", "turns/", "logs/", "chat/"):
        answer = otto.get(at + path)
        assert (answer.status_code, answer.content) == (404, nowhere.content), path
    assert otto.get("/api/interactions/").json()["results"] == []
    assert otto.get("/api/live/").json() == otto.get("/api/campaigns/").json()["results"] == []


def test_what_is_live_names_whose_turn_it_is_as_far_as_one_sees(mira: Client, aria: Client, arias_turn: str):
    [seen] = aria.get("/api/live/").json()
    assert (seen["currentTurn"], seen["participantCount"], seen["liveStatus"], seen["role"]) == (
        "Aria",
        4,
        "live",
        "player",
    )
    for _ in range(4):
        post(mira, arias_turn + "skip-turn/")
    assert aria.get("/api/live/").json()[0]["currentTurn"] == "the DM"
    assert mira.get("/api/live/").json()[0]["currentTurn"] == "Ash Wolf"
    assert mira.get("/api/live/").json()[0]["participantCount"] == 5


def test_lists_take_as_many_queries_for_many_as_for_one(mira: Client, people: Any, campaign: Campaign, fight: str):
    def queries(path: str) -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert mira.get(path).status_code == 200
        return len(asked)

    paths = ("/api/interactions/", "/api/live/", "/api/campaigns/", f"/campaigns/{campaign.pk}/", "/")
    from interactions import rooms

    rooms.stop_from_thread()
    before = [queries(path) for path in paths]
    copies(people["mira"], fight)
    assert len(mira.get("/api/live/").json()) == 6
    assert [queries(path) for path in paths] == before


def copies(dm: Any, fight: str) -> None:
    """Five more campaigns with a copy of the fight, as it stands on disk."""
    from campaigns.roles import found_campaign
    from interactions.models import JournalEntry, Snapshot

    original = Interaction.objects.get(pk=fight)
    snapshot, rows = Snapshot.objects.filter(pk=fight).first(), list(JournalEntry.objects.filter(interaction=fight))
    for number in range(5):
        original.pk = original.id = f"copy-{number}"
        original.campaign = found_campaign(f"Copy {number}", dm)
        original._state.adding = True
        original.save(force_insert=True)
        for row in rows:
            row.pk, row.interaction_id, row._state.adding = None, original.pk, True
            row.save()
        if snapshot:
            snapshot.pk, snapshot._state.adding = original.pk, True
            snapshot.save()


def test_a_draft_is_written_changed_and_deleted(mira: Client, aria: Client, campaign: Campaign, yard: Location):
    wish = {"campaignId": campaign.pk, "name": "Later", "relatedLocationId": "yard", "participantMonsterIds": ["wolf"]}
    answer = post(mira, "/api/interactions/", {**wish, "xpAwards": [{"playerCharacterId": "aria-pc", "xp": 50}]})
    assert answer.status_code == 201, answer.content
    at = f"/api/interactions/{answer.json()['id']}/"
    assert answer.json()["xpAwards"] == [{"playerCharacterId": "aria-pc", "xp": 50}]
    assert (aria.get(at).status_code, aria.get("/api/interactions/").json()["results"]) == (404, [])
    change = {
        "name": "Sooner",
        "participantMonsterIds": ["ogre", "ogre"],
        "settings": {"autoBegin": False},
        "rewardItemIds": ["charm"],
    }
    changed = mira.patch(at, change, "application/json").json()
    assert (changed["name"], changed["participantMonsterIds"]) == ("Sooner", ["ogre", "ogre"])
    assert (changed["autoBegin"], changed["rewardItemIds"]) == (False, ["charm"])
    assert sorted(changed["participantPlayerCharacterIds"]) == ["aria-pc", "bram-pc"]
    assert mira.delete(at).status_code == 204
    assert not Interaction.objects.exists()


@pytest.mark.parametrize(
    "half",
    [
        {"xpAwards": [{}]},
        {"participants": [{}]},
        {"participants": [{"entityType": "npc", "sourceId": "odo", "position": {"x": 1}}]},
    ],
)
def test_entries_are_whole_where_only_a_part_of_the_draft_is_sent(
    mira: Client, campaign: Campaign, yard: Location, half: dict[str, Any]
):
    draft = post(mira, "/api/interactions/", {"campaignId": campaign.pk, "name": "Later", "relatedLocationId": "yard"})
    answer = mira.patch(f"/api/interactions/{draft.json()['id']}/", half, "application/json")
    assert (answer.status_code, list(answer.json()["errors"])) == (400, list(half))


def test_a_draft_says_of_each_participant_who_where_and_what_is_shown(mira: Client, campaign: Campaign, yard: Location):
    odo = {"entityType": "npc", "sourceId": "odo", "position": {"x": 4, "y": 4}, "hpDisplay": "exact"}
    wolf = {"entityType": "monster", "sourceId": "wolf"}
    wish = {"campaignId": campaign.pk, "name": "Later", "relatedLocationId": "yard", "participants": [odo, wolf, wolf]}
    answer = post(mira, "/api/interactions/", wish)
    assert answer.status_code == 201, answer.content
    at, shown = f"/api/interactions/{answer.json()['id']}/", answer.json()["participants"]
    told = [(p["name"], p["position"], p["hpDisplay"], p["hidden"]) for p in shown]
    assert told == [
        ("", {"x": 4, "y": 4}, "exact", False),
        ("Ash Wolf 1", None, "word", False),
        ("Ash Wolf 2", None, "word", False),
    ]
    ogre = {"entityType": "monster", "sourceId": "ogre", "name": "Grub", "position": {"x": 10, "y": 3}, "hidden": True}
    changed = mira.patch(at, {"participants": [shown[2], ogre]}, "application/json").json()["participants"]
    assert changed[0]["id"] == shown[2]["id"]
    assert [(p["name"], p["hidden"]) for p in changed] == [("Ash Wolf 2", False), ("Grub", True)]
    assert "participants" in mira.get(at).json()
    copy = post(mira, at + "duplicate/").json()
    assert [(p["name"], p["position"]) for p in copy["participants"]] == [
        ("Ash Wolf", None),
        ("Grub", {"x": 10, "y": 3}),
    ]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ([{"entityType": "monster", "sourceId": "nobody"}], "there is no “nobody”"),
        ([{"entityType": "monster", "sourceId": "aria-pc"}], "there is no “aria-pc”"),
        ([{"entityType": "monster", "sourceId": "wolf", "id": "strange"}], "there is no participant “strange”"),
        ([{"entityType": "playerCharacter", "sourceId": "aria-pc"}] * 2, "Aria cannot take part twice."),
        ([{"entityType": "monster", "sourceId": "ogre", "position": {"x": 19, "y": 0}}], "the map ends at T14"),
        ([{"entityType": "monster", "sourceId": "ogre", "position": {"x": 3, "y": 3}}] * 2, "somebody stands at D4"),
        ([{"entityType": "monster", "sourceId": "wolf", "position": {"x": -1, "y": 0}}], "greater than or equal to 0"),
        ([{"entityType": "monster", "sourceId": "wolf", "position": {"x": 1}}], "This field is required"),
        ([{"entityType": "monster", "sourceId": "wolf", "hpDisplay": "all"}], "not a valid choice"),
        ([{"entityType": "dragon", "sourceId": "wolf"}], "not a valid choice"),
        ([{"entityType": "monster", "sourceId": "wolf"}] * 101, "no more than 100"),
        ([5], "Expected a dictionary"),
        ({}, "Expected a list"),
    ],
)
def test_wrong_participants_change_nothing_of_a_draft(
    mira: Client, campaign: Campaign, yard: Location, wrong: Any, sentence: str
):
    wish = {"campaignId": campaign.pk, "name": "Later", "relatedLocationId": "yard", "participantMonsterIds": ["wolf"]}
    at = f"/api/interactions/{post(mira, '/api/interactions/', wish).json()['id']}/"
    before = mira.get(at).json()["participants"]
    answer = mira.patch(at, {"name": "Sooner", "participants": wrong}, "application/json")
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed"), answer.content
    assert sentence in answer.content.decode()
    assert (mira.get(at).json()["name"], mira.get(at).json()["participants"]) == ("Later", before)


@pytest.mark.parametrize(("who", "status"), [("aria", 404), ("otto", 404)])
def test_others_neither_see_nor_copy_a_draft(
    signed_in: Callable[[str], Client], mira: Client, campaign: Campaign, yard: Location, who: str, status: int
):
    wish = {"campaignId": campaign.pk, "name": "Later", "participants": []}
    at = f"/api/interactions/{post(mira, '/api/interactions/', wish).json()['id']}/"
    somebody = signed_in(who)
    assert (somebody.get(at).status_code, post(somebody, at + "duplicate/").status_code) == (status, status)
    assert somebody.patch(at, {"participants": []}, "application/json").status_code == status
    assert Interaction.objects.count() == 1


def test_what_is_live_is_copied_by_its_dms_alone(mira: Client, aria: Client, at: str):
    assert post(aria, at + "duplicate/").status_code == 403
    assert post(mira, at + "duplicate/").json()["liveStatus"] == "idle"


def test_what_has_gone_live_is_neither_changed_nor_deleted_around_its_room(mira: Client, at: str):
    for answer in (mira.patch(at, {"name": "Other"}, "application/json"), mira.delete(at)):
        assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert Interaction.objects.get().name == "Ambush"


def test_the_snapshot_is_read_as_the_asker_may_see_it(mira: Client, aria: Client, arias_turn: str):
    hidden = entity(mira, arias_turn, "Ash Wolf")
    assert mira.get(arias_turn + "snapshot/").status_code == 404
    standing = aria.get(arias_turn + "snapshot/").json()
    assert standing["state"] == aria.get(arias_turn + "state/").json()["state"], "for players: the table as it stands"
    assert standing["snapshotTimestamp"] == aria.get(arias_turn).json()["lastActivity"]
    post(mira, arias_turn + "pause/")
    from interactions import rooms

    rooms.stop_from_thread()
    assert hidden in mira.get(arias_turn + "snapshot/").content.decode()
    seen = aria.get(arias_turn + "snapshot/")
    assert seen.status_code == 200
    assert hidden not in seen.content.decode() and "seq" not in seen.json()


def test_a_ticket_is_for_one_path_and_origin_and_works_once(mira: Client, people: Any, campaign: Campaign):
    path = "/ws/interactions/fight/"
    answer = mira.post("/api/ws-tickets/", {"path": path}, "application/json", headers={"Origin": "http://testserver"})
    assert answer.status_code == 201, answer.content
    ticket = answer.json()["ticket"]
    assert ticket not in WsTicket.objects.get().digest
    assert tickets.redeem(ticket, path, "http://testserver") == people["mira"]
    assert tickets.redeem(ticket, path, "http://testserver") is None
    assert post(mira, "/api/ws-tickets/", {"path": "/etc/passwd"}).status_code == 400


def test_content_is_listed_to_its_dm(mira: Client, aria: Client, otto: Client, campaign: Campaign, yard: Location):
    names = lambda client, kind: [row["name"] for row in client.get(f"/api/{kind}/").json()["results"]]  # noqa: E731  # short
    assert sorted(names(mira, "monsters")) == ["Ash Wolf", "Ogre"]
    assert names(mira, "locations") == ["The yard"]
    assert names(aria, "monsters") == ["Ogre"]
    assert names(aria, "locations") == names(aria, "npcs") == names(otto, "characters") == []
    assert sorted(names(aria, "characters")) == ["Aria", "Bram"]
    [row] = aria.get("/api/campaigns/").json()["results"]
    assert (row["role"], row["activeInteractionId"]) == ("player", None)
    start(mira, campaign)
    assert aria.get("/api/campaigns/").json()["results"][0]["activeInteractionId"] == Interaction.objects.get().pk


def test_a_characters_numbers_are_for_her_player_and_the_dms(signed_in: Callable[[str], Client], campaign: Campaign):
    numbers = {"armorClass", "xp", "currentHP"}

    def told(who: str) -> dict[str, bool]:
        rows = signed_in(who).get("/api/characters/").json()["results"]
        one = signed_in(who).get("/api/characters/bram-pc/").json()
        assert {name: value for name, value in one.items() if name not in ("attacks", "features")} in rows
        return {row["name"]: numbers <= row.keys() for row in rows if numbers & row.keys() in (set(), numbers)}

    assert told("mira") == {"Aria": True, "Bram": True}
    assert told("aria") == {"Aria": True, "Bram": False}
    assert told("sven") == {"Aria": False, "Bram": False}


def test_an_interaction_has_every_field_of_the_specification(mira: Client, aria: Client, arias_turn: str):
    def settings(client: Client) -> list[Any]:
        shown = client.get(arias_turn).json()
        return [shown[name] for name in ("currentTurnTimeout", "turnTimeLimit", "allowPrivateChat")]

    timeout, limit, private = settings(mira)
    assert settings(aria) == [timeout, limit, private]
    assert (limit, private) == (90, False)
    assert timeout > mira.get(arias_turn).json()["lastActivity"]
    assert mira.get(arias_turn).json()["lastStateSnapshot"] is None
    hidden = entity(mira, arias_turn, "Ash Wolf")
    post(mira, arias_turn + "pause/")
    from interactions import rooms

    rooms.stop_from_thread()
    assert hidden in mira.get(arias_turn).json()["lastStateSnapshot"]["participants"]
    seen = aria.get(arias_turn).json()["lastStateSnapshot"]
    assert len(seen["participants"]) == 4 and hidden not in str(seen)


@pytest.mark.parametrize("position", ["", "abc", "1e5", "2026-11-21", "9" * 5000])
def test_a_cursor_that_is_none_of_ours_is_not_found(mira: Client, at: str, position: str):
    cursor = b64encode(f"p={position}".encode()).decode()
    for records in ("turns", "logs", "chat", "actions"):
        assert mira.get(f"{at}{records}/", {"cursor": cursor}).status_code == 404
        assert mira.get(f"{at}{records}/", {"cursor": "AAAA"}).status_code == 404
