"""The admin of interactions, of what happened and of what was said: to steer through the rooms, to read, to moderate."""

import io
import json
from collections.abc import Callable, Iterator
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.contrib import admin
from django.db.models import Model
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Item, Location, Map, Monster, Quest
from campaigns.roles import found_campaign
from chat.models import ChatMessage
from engine.commands import SendChat
from interactions import rooms
from interactions.letters import Person
from interactions.models import Interaction, JournalEntry, Participant
from tests.campaigns.test_admin import form
from tests.interactions.conftest import post

MODELS = [model for app in ("interactions", "turns", "chat") for model in apps.get_app_config(app).get_models()]
SHOWN = [model for model in MODELS if model in admin.site._registry]


@pytest.fixture
def staff(people: dict[str, Any], signed_in: Callable[[str], Client]) -> Iterator[Client]:
    mira = people["mira"]
    mira.is_staff = mira.is_superuser = True
    mira.save()
    yield signed_in("mira")


def url(model: type[Model], page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def does(staff: Client, action: str, *ids: str) -> str:
    """The sentence that the admin answers."""
    sent = {"action": action, "_selected_action": ids}
    return staff.post(url(Interaction, "changelist"), sent, follow=True).content.decode()


@pytest.fixture
def draft(staff: Client, campaign: Campaign, yard: Location) -> str:
    wish = {"campaignId": campaign.pk, "name": "Later", "relatedLocationId": "yard", "participantMonsterIds": ["wolf"]}
    return str(post(staff, "/api/interactions/", wish).json()["id"])


@pytest.fixture
def over(staff: Client, draft: str, people: dict[str, Any]) -> str:
    """A fight with something in every table, completed."""
    at = f"/api/interactions/{draft}/"
    post(staff, at + "go-live/")
    post(staff, at + "roll-initiative/")
    rooms.ask(draft, Person(str(people["aria"].pk), "player", "aria"), SendChat(content="Onward."), "chat-1")
    for _ in range(4):
        document = staff.get(at + "state/").json()["state"]["dm"]
        me = document["currentTurn"]["entityId"]
        post(staff, at + "actions/", {"entityId": me, "action": {"type": "dodge"}})
        post(staff, at + "rewards/", {"entityId": me, "xp": 5})
        post(staff, at + "skip-turn/")
    post(staff, at + "complete/")
    rooms.stop_from_thread()
    return draft


def test_secrets_passes_and_what_only_machines_count_are_not_in_the_admin():
    assert {model.__name__ for model in set(MODELS) - set(SHOWN)} == {
        "DiceSeeds",
        "LastHeard",
        "WsTicket",
        "Participant",
        "Seated",
        "Shipment",
    }


def test_lists_searches_and_rows_open(staff: Client, over: str):
    for model in SHOWN:
        row = model._default_manager.first()
        assert row is not None, model
        for page in (url(model, "changelist"), url(model, "changelist") + "?q=x", url(model, "change", row.pk)):
            assert staff.get(page).status_code == 200, page


def test_what_the_journal_writes_nobody_else_does(staff: Client, over: str):
    for model in set(SHOWN) - {Interaction, ChatMessage}:
        row = model._default_manager.first()
        assert staff.get(url(model, "add")).status_code == 403
        assert staff.post(url(model, "change", row.pk), {}).status_code == 403
        assert staff.post(url(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_a_journal_row_can_be_read_by_a_person(staff: Client, over: str):
    row = JournalEntry.objects.get(seq=1)
    assert "WentLive" in staff.get(url(JournalEntry, "change", row.pk)).content.decode()


def test_a_fight_is_steered_through_its_room(staff: Client, draft: str):
    for action, status in (("go", "live"), ("pause", "paused"), ("resume", "live"), ("complete", "completed")):
        assert "Later: done." in does(staff, action, draft)
        assert Interaction.objects.get().live_status == status
    assert JournalEntry.objects.count() == 4
    assert "Later: This interaction has ended." in does(staff, "cancel", draft)


def test_cancelling_is_there_too(staff: Client, draft: str):
    does(staff, "go", draft)
    does(staff, "cancel", draft)
    assert Interaction.objects.get().outcome == "cancelled"


def test_a_draft_is_edited_and_what_is_live_is_not(staff: Client, draft: str):
    page = url(Interaction, "change", draft)
    assert 'name="name"' in staff.get(page).content.decode()
    does(staff, "go", draft)
    assert 'name="name"' not in staff.get(page).content.decode()
    assert staff.post(page, {"name": "Other"}).status_code == 403
    assert staff.post(url(Interaction, "delete", draft), {"post": "yes"}).status_code == 403


def asked(draft: str) -> dict[str, Any]:
    """The draft as a form, without participants that it had."""
    row = Interaction.objects.get(pk=draft)
    about = {
        "campaign": row.campaign_id,
        "name": row.name,
        "kind": row.kind,
        "location": row.location_id,
        "dm": row.dm_id,
    }
    nobody = {"participants-TOTAL_FORMS": 0, "participants-INITIAL_FORMS": 0, "settings": "{}", "xp_awards": "{}"}
    return {**about, **nobody}


def changed(staff: Client, draft: str, **columns: Any) -> dict[str, list[str]]:
    """What the admin says is wrong with the draft when these columns are sent, by field; nothing where it is kept."""
    answer = staff.post(url(Interaction, "change", draft), {**asked(draft), **columns})
    if answer.status_code == 302:
        return {}
    forms = [answer.context["adminform"].form, *answer.context["inline_admin_formsets"][0].formset.forms]
    return {field: complaints for form in forms for field, complaints in form.errors.items()}


@pytest.mark.parametrize(
    ("column", "value"),
    [
        *(("settings", value) for value in ("[1]", '"x"', '{"nope": 1}', '{"resolution_mode": "zzz"}')),
        *(("settings", value) for value in ('{"turn_time_limit": "abc"}', '{"turn_time_limit": 1e99}')),
        *(("xp_awards", value) for value in ("[1]", '"x"', '{"aria": "many"}', '{"aria": -5}', '{"aria": 1e99}')),
    ],
)
def test_a_draft_takes_only_settings_and_awards_that_can_be_played(
    staff: Client, draft: str, campaign: Campaign, column: str, value: str
):
    """Whatever stands there is read by every list, every export and the table itself."""
    assert column in changed(staff, draft, **{column: value})
    assert getattr(Interaction.objects.get(pk=draft), column) in ({}, None)
    assert staff.get("/api/interactions/").status_code == 200
    assert staff.get(f"/api/campaigns/{campaign.pk}/export/").status_code == 200


def test_settings_and_awards_that_can_be_played_are_kept(staff: Client, draft: str, campaign: Campaign):
    chosen = {"resolution_mode": "auto", "turn_time_limit": 0, "dm_turn_time_limit": None}
    assert changed(staff, draft, settings=json.dumps(chosen), xp_awards='{"aria-pc": 5}') == {}
    assert Interaction.objects.get(pk=draft).settings == chosen
    [exported] = staff.get(f"/api/campaigns/{campaign.pk}/export/").json()["interactions"]
    assert exported["settings"] == {"resolutionMode": "auto", "turnTimeLimit": None, "dmTurnTimeLimit": None}


def test_a_draft_brings_nothing_together_that_is_of_two_campaigns(staff: Client, draft: str, people: dict[str, Any]):
    theirs = found_campaign("Theirs", people["mira"])
    ground = Map.objects.create(campaign=theirs, name="Ground")
    place = Location.objects.create(campaign=theirs, map=ground, name="Place")
    quest = Quest.objects.create(campaign=theirs, name="Quest")
    monster = Monster.objects.create(campaign=theirs, name="Monster")
    item = Item.objects.create(campaign=theirs, name="Item")
    assert "location" in changed(staff, draft, location=place.pk)
    assert "quest" in changed(staff, draft, quest=quest.pk)
    assert "dm" in changed(staff, draft, dm=people["aria"].pk)
    assert "reward_items" in changed(staff, draft, reward_items=[item.pk])
    one = {"order": 1, "hp_display": "word", "monster": monster.pk}
    sent = {"participants-TOTAL_FORMS": 1, **{f"participants-0-{name}": value for name, value in one.items()}}
    assert "monster" in changed(staff, draft, **sent)


def participants(*rows: dict[str, Any]) -> dict[str, Any]:
    """The lines of a draft's form."""
    lines = {
        f"participants-{n}-{name}": value
        for n, row in enumerate(rows)
        for name, value in {"order": n, "hp_display": "word", "monster": "wolf", **row}.items()
    }
    return {"participants-TOTAL_FORMS": len(rows), **lines}


def test_whoever_is_put_somewhere_in_the_admin_fits_there(staff: Client, draft: str):
    """Otherwise the campaign could not be exported any more."""
    Participant.objects.all().delete()
    for wrong in ([{"x": 500, "y": 1}], [{"x": 2, "y": 2}, {"x": 2, "y": 2}], [{"x": 19, "y": 0, "monster": "ogre"}]):
        page = staff.post(url(Interaction, "change", draft), {**asked(draft), **participants(*wrong)})
        assert page.status_code == 200 and "does not fit at" in page.content.decode(), wrong
    assert not Participant.objects.exists()
    assert changed(staff, draft, **participants({"x": 2, "y": 2}, {"x": 3, "y": 2})) == {}
    assert Participant.objects.count() == 2


def test_a_draft_of_a_hundred_is_kept_in_the_admin_and_no_larger_one(staff: Client, draft: str):
    Participant.objects.all().delete()
    assert changed(staff, draft, **participants(*[{}] * 100)) == {}
    empty = {f"participants-{n}-{name}": "" for n in range(100) for name in ("character", "npc", "x", "y")}
    whole = {**empty, **form(staff.get(url(Interaction, "change", draft)))}
    assert len(whole) > 1_000
    assert staff.post(url(Interaction, "change", draft), whole).status_code == 302
    more = {**whole, **{name: value for name, value in participants(*[{}] * 101).items() if "-100-" in name}}
    page = staff.post(url(Interaction, "change", draft), {**more, "participants-TOTAL_FORMS": 101})
    assert "At most 100 can take part" in page.content.decode()
    assert Participant.objects.count() == 100


def test_deleting_many_spares_what_was_played(staff: Client, over: str, campaign: Campaign):
    wish = {"campaignId": campaign.pk, "name": "Never", "relatedLocationId": "yard"}
    other = post(staff, "/api/interactions/", wish).json()["id"]
    both = {"action": "delete_selected", "_selected_action": [over, other], "post": "yes"}
    assert "Cannot delete" in staff.post(url(Interaction, "changelist"), both).content.decode()
    assert Interaction.objects.count() == 2
    staff.post(url(Interaction, "changelist"), {**both, "_selected_action": [other]})
    assert list(Interaction.objects.values_list("pk", flat=True)) == [over]
    assert Participant.objects.filter(interaction=over).exists()


def exported(client: Client, model: type[Model], *ids: str) -> HttpResponse:
    return client.post(url(model, "changelist"), {"action": "export", "_selected_action": ids})


def test_what_is_chosen_is_exported_as_json(staff: Client, over: str, campaign: Campaign):
    answer = exported(staff, Interaction, over)
    assert answer["Content-Disposition"] == 'attachment; filename="later.json"'
    assert "no-store" in answer["Cache-Control"]
    assert len(answer.json()["journal"]) == JournalEntry.objects.count()
    assert exported(staff, Campaign, campaign.pk).json()["format"] == "campaignlive-campaign"


def test_several_are_exported_in_one_archive(staff: Client, draft: str, campaign: Campaign):
    wish = {"campaignId": campaign.pk, "name": "Later", "relatedLocationId": "yard"}
    other = post(staff, "/api/interactions/", wish).json()["id"]
    answer = exported(staff, Interaction, draft, other)
    assert answer["Content-Type"] == "application/zip"
    files = ZipFile(io.BytesIO(answer.content))
    assert sorted(files.namelist()) == sorted(f"later-{id}.json" for id in (draft, other))
    assert all(json.loads(files.read(name))["name"] == "Later" for name in files.namelist())


def test_a_dm_exports_her_own_campaigns_alone(
    signed_in: Callable[[str], Client], people: dict[str, Any], campaign: Campaign
):
    theirs = found_campaign("Elsewhere", people["otto"])
    mira = signed_in("mira")
    assert exported(mira, Campaign, campaign.pk).json()["campaign"]["name"] == campaign.name
    for refused in (exported(mira, Campaign, theirs.pk), exported(signed_in("aria"), Campaign, campaign.pk)):
        assert refused.status_code == 302 and b"format" not in refused.content


def test_a_hidden_message_is_shown_to_nobody(staff: Client, aria: Client, over: str):
    at = f"/api/interactions/{over}/chat/"
    [message] = aria.get(at).json()["results"]
    assert (message["content"], message["name"]) == ("Onward.", "aria")
    staff.post(url(ChatMessage, "changelist"), {"action": "hide", "_selected_action": [message["id"]]})
    assert aria.get(at).json()["results"] == []
    staff.post(url(ChatMessage, "changelist"), {"action": "show", "_selected_action": [message["id"]]})
    assert len(aria.get(at).json()["results"]) == 1
