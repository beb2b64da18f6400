"""The admin for DMs: their own campaigns, whole, and of others nothing: no row, no choice, no filter, no search."""

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from campaigns.models import (
    NPC,
    Campaign,
    CreatureAttack,
    Feature,
    InventoryEntry,
    Item,
    Location,
    Map,
    Membership,
    Monster,
    PlayerCharacter,
    Quest,
    Spell,
)
from campaigns.roles import found_campaign
from interactions.models import Interaction, Participant
from turns.models import LiveInteractionLog

CANARY = "xyzzy"
SHOWN = [
    model for model in admin.site._registry if model._meta.app_label in ("campaigns", "interactions", "turns", "chat")
]
STAFFS = {"alert", "counterpart", "journalentry", "snapshot", "followercursor"}


@pytest.fixture
def theirs(otto: Any, mira: Any) -> Campaign:
    """Otto's campaign, in which mira plays; everything in it is named after the canary."""
    campaign = found_campaign(f"{CANARY} tales", otto)
    Membership.objects.create(campaign=campaign, user=mira, role="player")
    ground = Map.objects.create(campaign=campaign, name=f"{CANARY} map")
    place = Location.objects.create(campaign=campaign, map=ground, name=f"{CANARY} place")
    Quest.objects.create(campaign=campaign, name=f"{CANARY} quest")
    sheet = PlayerCharacter.objects.create(campaign=campaign, owner=mira, name=f"{CANARY} pc", dm_notes=CANARY)
    npc = NPC.objects.create(campaign=campaign, name=f"{CANARY} npc")
    monster = Monster.objects.create(campaign=campaign, name=f"{CANARY} monster", creature_type=f"{CANARY} type")
    CreatureAttack.objects.create(monster=monster, key="bite", name=f"{CANARY} bite")
    Feature.objects.create(npc=npc, key="trait", name=f"{CANARY} trait")
    item = Item.objects.create(campaign=campaign, name=f"{CANARY} item")
    InventoryEntry.objects.create(item=item, player_character=sheet)
    Spell.objects.create(campaign=campaign, name=f"{CANARY} spell", school="evocation")
    fight = Interaction.objects.create(campaign=campaign, name=f"{CANARY} fight", dm=otto, location=place)
    Participant.objects.create(interaction=fight, monster=monster)
    LiveInteractionLog.objects.create(
        interaction=fight, seq=1, i=0, event_type=f"{CANARY} event", event_data={}, timestamp=1, audience="all"
    )
    return campaign


@pytest.fixture
def desk(mira: Any, campaign: Campaign, theirs: Campaign, wolf: Monster, hall: Map) -> Client:
    client = Client()
    client.force_login(mira)
    return client


def url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def test_a_dm_finds_her_own_rows_and_changes_them(desk: Client, wolf: Monster):
    assert b"Ash Wolf" in desk.get(url(Monster, "changelist")).content
    page = desk.get(url(Monster, "change", wolf.pk))
    assert page.status_code == 200 and b"_save" in page.content
    index = desk.get(reverse("admin:index")).content.decode()
    assert "Monsters" in index and "Users" not in index and "Journal" not in index


def test_whether_she_leads_a_campaign_is_asked_once_a_page(desk: Client):
    with CaptureQueriesContext(connection) as queries:
        assert desk.get(url(Monster, "changelist")).status_code == 200
    asked = [query["sql"] for query in queries if "membership" in query["sql"] and query["sql"].startswith("SELECT 1")]
    assert len(asked) == 1, "there was one for each model in the side bar, and for each verb"


@pytest.mark.parametrize("model", SHOWN, ids=lambda model: model._meta.model_name)
def test_nothing_of_a_campaign_in_which_she_only_plays(desk: Client, model: Any):
    staffs_only = model._meta.model_name in STAFFS
    for query in ({}, {"q": CANARY[1:4]}, {"all": ""}):  # the search box repeats what she typed
        answer = desk.get(url(model, "changelist"), query)
        assert answer.status_code == (403 if staffs_only else 200)
        assert CANARY not in answer.content.decode()
    adding = desk.get(url(model, "add"))
    assert adding.status_code in (200, 403) and CANARY not in adding.content.decode()
    for row in model._default_manager.all():
        if CANARY in str(vars(row)):
            for page in ("change", "delete", "history"):
                answer = desk.get(url(model, page, row.pk))
                assert answer.status_code in (302, 403) and CANARY not in answer.content.decode()


def test_choices_of_others_are_no_choices(desk: Client, theirs: Campaign, hall: Map):
    questions = [
        ("campaigns", "location", "map"),
        ("campaigns", "location", "campaign"),
        ("campaigns", "inventoryentry", "item"),
        ("campaigns", "inventoryentry", "player_character"),
        ("interactions", "interaction", "location"),
        ("interactions", "participant", "monster"),
    ]
    for app, model, field in questions:
        asked = {"term": CANARY, "app_label": app, "model_name": model, "field_name": field}
        answer = desk.get(reverse("admin:autocomplete"), asked)
        assert answer.status_code == 200 and answer.json()["results"] == [], (model, field)
    sent = {"campaign": theirs.pk, "name": "Here", "map": theirs.maps.get().pk, "spawn_x": 0, "spawn_y": 0}
    answer = desk.post(url(Location, "add"), {**sent, "spawn_width": 1, "spawn_height": 1})
    assert set(answer.context["adminform"].form.errors) == {"campaign", "map"}
    assert not Location.objects.filter(name="Here").exists()


def test_the_library_is_there_to_read(desk: Client):
    shared = Monster.objects.create(name="Shared Boar")
    page = desk.get(url(Monster, "change", shared.pk))
    assert page.status_code == 200 and b"_save" not in page.content
    sent = {"name": "Mine now", "campaign": ""}
    assert desk.post(url(Monster, "change", shared.pk), sent).status_code == 403
    answer = desk.post(url(Monster, "add"), sent)
    assert "campaign" in answer.context["adminform"].form.errors


def test_the_librarys_notes_are_the_staffs(desk: Client, wolf: Monster):
    shared = Monster.objects.create(name="Shared Boar", dm_notes="Sleeps at noon.")
    page = desk.get(url(Monster, "change", shared.pk)).content.decode()
    assert "Shared Boar" in page and "noon" not in page
    assert b"Shared Boar" not in desk.get(url(Monster, "changelist"), {"q": "noon"}).content
    assert b'name="dm_notes"' in desk.get(url(Monster, "change", wolf.pk)).content
    desk.force_login(get_user_model().objects.create_superuser("warden"))
    assert b"noon" in desk.get(url(Monster, "change", shared.pk)).content
    assert b"Shared Boar" in desk.get(url(Monster, "changelist"), {"q": "noon"}).content


def test_whoever_founds_a_campaign_here_owns_it(desk: Client, mira: Any):
    desk.post(url(Campaign, "add"), {"name": "Third", "memberships-TOTAL_FORMS": 0, "memberships-INITIAL_FORMS": 0})
    assert Membership.objects.get(campaign__name="Third").user == mira


def test_what_a_live_table_plays_with_is_read_only_meanwhile(
    desk: Client, campaign: Campaign, mira: Any, wolf: Monster
):
    ground = campaign.maps.get()
    place = Location.objects.create(campaign=campaign, map=ground, name="Hall")
    quest = Quest.objects.create(campaign=campaign, name="Find it")
    fight = Interaction.objects.create(campaign=campaign, name="Now", dm=mira, location=place, quest=quest)
    Participant.objects.create(interaction=fight, monster=wolf)
    Interaction.objects.update(live_status="live")
    page = desk.get(url(Monster, "change", wolf.pk)).content.decode()
    assert 'name="dm_notes"' in page and 'name="hit_points"' not in page and 'name="attacks-0-name"' not in page
    for row in (wolf, ground, place, quest):
        assert desk.get(url(type(row), "delete", row.pk)).status_code == 403
        many = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        desk.post(url(type(row), "changelist"), many)
        assert type(row).objects.filter(pk=row.pk).exists()
    assert 'name="name"' not in desk.get(url(Interaction, "change", fight.pk)).content.decode()


@pytest.mark.parametrize("who", ["mira", "warden"])
def test_parts_of_who_is_at_a_live_table_are_read_only_meanwhile(
    who: str, desk: Client, campaign: Campaign, mira: Any, wolf: Monster
):
    """Attacks, features and belongings have pages of their own, beside those of their creatures."""
    if who == "warden":
        desk.force_login(get_user_model().objects.create_superuser("warden"))
    rope = Item.objects.create(campaign=campaign, name="Rope")
    sheet = PlayerCharacter.objects.create(campaign=campaign, name="Sella")
    entry = InventoryEntry.objects.create(item=rope, player_character=sheet)
    bite = CreatureAttack.objects.create(monster=wolf, key="gnaw", name="Gnaw")
    howl = Feature.objects.create(monster=wolf, key="howl", name="Howl")
    other = Monster.objects.create(campaign=campaign, name="Not there")
    place = Location.objects.create(campaign=campaign, map=campaign.maps.get(), name="Hall")
    fight = Interaction.objects.create(campaign=campaign, name="Now", dm=mira, location=place)
    Participant.objects.create(interaction=fight, monster=wolf)
    Participant.objects.create(interaction=fight, character=sheet)
    Interaction.objects.update(live_status="live")
    for row, column in ((entry, "quantity"), (bite, "to_hit"), (howl, "uses")):
        page = desk.get(url(type(row), "change", row.pk)).content.decode()
        assert f'name="{column}"' not in page
        assert desk.get(url(type(row), "delete", row.pk)).status_code == 403
        many = {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"}
        desk.post(url(type(row), "changelist"), many)
        assert type(row).objects.filter(pk=row.pk).exists()
    given = {"kind": "trait", "key": "new", "name": "New", "cost": 1, "order": 0}
    answer = desk.post(url(Feature, "add"), {**given, "monster": wolf.pk})
    assert "which is live" in str(answer.context["adminform"].form.errors["monster"])
    assert desk.post(url(Feature, "add"), {**given, "monster": other.pk}).status_code == 302


def test_only_people_of_her_campaigns_are_there_to_choose(desk: Client, aria: Any):
    stranger = get_user_model().objects.create_user("stranger")
    page = desk.get(url(PlayerCharacter, "add")).content.decode()
    assert f'<option value="{aria.pk}"' in page and f'<option value="{stranger.pk}"' not in page


def test_a_row_leads_to_its_page_on_the_site_where_the_asker_has_one(desk: Client, campaign: Campaign):
    there = f'href="{reverse("campaign", args=[campaign.pk])}"'
    assert there in desk.get(url(Campaign, "change", campaign.pk)).content.decode()
    staff = Client()
    staff.force_login(get_user_model().objects.create_superuser("warden"))
    page = staff.get(url(Campaign, "change", campaign.pk))
    assert page.status_code == 200 and there not in page.content.decode()


def test_a_filter_has_a_word_for_what_has_no_value(desk: Client, wolf: Monster):
    Monster.objects.create(name="Shared Boar", source="SRD 5.2", source_key="srd_boar")
    page = desk.get(url(Monster, "changelist")).content.decode()
    assert re.search(r'<a href="\?source=">\s*None</a>', page)


def test_every_model_is_one_of_ours():
    ours = {m for app in ("campaigns", "interactions", "turns", "chat") for m in apps.get_app_config(app).get_models()}
    assert set(SHOWN) <= ours and len(SHOWN) > 20
