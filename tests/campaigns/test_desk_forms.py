"""The forms of the admin: a row stays in its campaign, what it refers to is of that campaign, and JSON may be anything."""

import json
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from campaigns.admin.forms import given_at_birth
from campaigns.models import (
    Campaign,
    Condition,
    Feature,
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
from interactions.models import Interaction
from tests.campaigns.test_admin import form

OF_CAMPAIGNS = [model for model in admin.site._registry if given_at_birth(model)]
HOSTILE = (
    "9" * 5_000,
    "[" * 100_000,
    '{"a":' * 3_000,
    "[" * 3_000 + "]" * 3_000,
    '"\\ud800"',
    '{"\\u0000": 1}',
    "NaN",
    "é",
)


def url(model: Any, page: str, *args: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


@pytest.fixture
def otto(db: None) -> Any:
    return get_user_model().objects.create_user("otto")


@pytest.fixture
def theirs(otto: Any) -> Campaign:
    return found_campaign("Theirs", otto)


@pytest.fixture
def mira(theirs: Campaign) -> Any:
    """A co-DM of Otto's campaign, who has one of her own."""
    mira = get_user_model().objects.create_user("mira")
    Membership.objects.create(campaign=theirs, user=mira, role="co_dm")
    return mira


@pytest.fixture
def mine(mira: Any) -> Campaign:
    return found_campaign("Mine", mira)


@pytest.fixture
def desk(mira: Any, mine: Campaign) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(mira)
    return client


def test_a_map_does_not_shrink_below_its_places(desk: Client, mine: Campaign):
    """As on its page and over REST; else nobody could change or play the place any more."""
    ground = Map.objects.create(campaign=mine, name="Yard", width=20, height=20)
    Location.objects.create(campaign=mine, map=ground, name="The far end", spawn_x=18, spawn_y=18)
    page = url(Map, "change", ground.pk)
    sent = form(desk.get(page))
    answer = desk.post(page, {**sent, "width": 10, "height": 20})
    assert "“The far end” needs 19 × 19 cells" in answer.content.decode()
    assert desk.post(page, {**sent, "width": 19, "height": 19}).status_code == 302
    assert desk.post(page, {**sent, "width": "", "height": 19}).status_code == 200


def test_a_campaign_is_deleted_by_its_owner_and_by_no_co_dm(desk: Client, mine: Campaign, theirs: Campaign):
    """Though memberships are changed on the campaign's page alone."""
    assert desk.post(url(Campaign, "delete", theirs.pk), {"post": "yes"}).status_code == 403
    both = {"action": "delete_selected", "_selected_action": [mine.pk, theirs.pk], "post": "yes"}
    assert desk.post(url(Campaign, "changelist"), both).status_code == 403
    assert Campaign.objects.count() == 2
    assert desk.post(url(Campaign, "delete", mine.pk), {"post": "yes"}).status_code == 302
    assert Campaign.objects.get() == theirs


def test_a_row_is_not_taken_into_another_campaign(desk: Client, otto: Any, mine: Campaign, theirs: Campaign):
    ground = Map.objects.create(campaign=theirs, name="Yard")
    place = Location.objects.create(campaign=theirs, map=ground, name="The yard")
    quest = Quest.objects.create(campaign=theirs, name="Find it", location=place)
    item = Item.objects.create(campaign=theirs, name="Relic")
    sheet = PlayerCharacter.objects.create(campaign=theirs, owner=otto, name="Sella")
    draft = Interaction.objects.create(campaign=theirs, name="Later", dm=otto, location=place)
    for row in (ground, place, quest, item, sheet, draft):
        page = url(type(row), "change", row.pk)
        sent = form(desk.get(page))
        answer = desk.post(page, {**sent, "campaign": mine.pk, "name": "Renamed"})
        assert answer.status_code == 302, answer.context["errors"]
        row.refresh_from_db()
        assert (row.campaign, row.name) == (theirs, "Renamed")


@pytest.mark.parametrize("model", OF_CAMPAIGNS, ids=lambda model: model._meta.model_name)
def test_whose_a_row_is_was_said_at_its_birth_also_for_staff(model: Any, rf: Any, admin_user: Any):
    request = rf.get("/")
    request.user = admin_user
    page, there, new = admin.site._registry[model], model(), model()
    there._state.adding = False
    if page.has_change_permission(request):
        fields = page.get_form(request, there)(instance=there).fields
        shown = [name for name in given_at_birth(model) if name not in page.get_readonly_fields(request, there)]
        assert all(fields[name].disabled for name in shown)
    if page.has_add_permission(request):
        fields = page.get_form(request)(instance=new).fields
        assert not any(fields[name].disabled for name in given_at_birth(model))


def test_what_is_one_of_its_kind_in_a_campaign_stays_so(desk: Client, mine: Campaign):
    floured, wet = (Condition.objects.create(campaign=mine, key=key, name=key) for key in ("floured", "wet"))
    page = url(Condition, "change", wet.pk)
    answer = desk.post(page, {**form(desk.get(page)), "key": floured.key})
    assert answer.status_code == 200 and answer.context["adminform"].form.errors


def test_an_attack_or_a_feature_stays_with_its_creature(desk: Client, mine: Campaign, theirs: Campaign):
    wolf, boar = (Monster.objects.create(campaign=c, name="Wolf") for c in (theirs, mine))
    keen = Feature.objects.create(monster=wolf, key="keen", name="Keen")
    page = url(Feature, "change", keen.pk)
    answer = desk.post(page, {**form(desk.get(page)), "monster": boar.pk, "name": "Keener"})
    assert answer.status_code == 302, answer.context["errors"]
    keen.refresh_from_db()
    assert (keen.monster, keen.name) == (wolf, "Keener")


def test_what_a_row_refers_to_is_of_its_own_campaign(desk: Client, mira: Any, mine: Campaign, theirs: Campaign):
    ash = Spell.objects.create(campaign=theirs, name="Ash", school="evocation")
    light = Spell.objects.create(name="Light", school="evocation")
    sheet = PlayerCharacter.objects.create(campaign=mine, name="Sella")
    page = url(PlayerCharacter, "change", sheet.pk)
    sent = form(desk.get(page))
    refused = desk.post(page, {**sent, "spells": [ash.pk]})
    assert refused.context["adminform"].form.errors == {"spells": ["Ash belongs to another campaign."]}
    assert desk.post(page, {**sent, "spells": [light.pk]}).status_code == 302
    prize = Item.objects.create(campaign=theirs, name="Relic")
    draft = Interaction.objects.create(campaign=mine, name="Later", dm=mira)
    page = url(Interaction, "change", draft.pk)
    refused = desk.post(page, {**form(desk.get(page)), "reward_items": [prize.pk]})
    assert refused.context["adminform"].form.errors == {"reward_items": ["Relic belongs to another campaign."]}


def test_a_character_is_given_to_members_alone_by_every_door(desk: Client, otto: Any, mine: Campaign, theirs: Campaign):
    sheet = PlayerCharacter.objects.create(campaign=mine, name="Sella")
    page = url(PlayerCharacter, "change", sheet.pk)
    refused = desk.post(page, {**form(desk.get(page)), "owner": otto.pk})
    said = {"owner": ["otto does not belong to the campaign."]}
    assert refused.context["adminform"].form.errors == said
    new = {**form(desk.get(url(PlayerCharacter, "add"))), "campaign": mine.pk, "name": "Bo", "owner": otto.pk}
    assert desk.post(url(PlayerCharacter, "add"), new).context["adminform"].form.errors == said
    rest = desk.patch(f"/api/characters/{sheet.pk}/", {"userId": str(otto.pk)}, "application/json")
    assert (rest.status_code, list(rest.json()["errors"])) == (400, ["userId"])
    site = reverse("edit_character", args=[sheet.pk, "person"])
    assert (
        desk.post(site, {"name": "Sella", "size": "medium", "level": 1, "xp": 0, "owner": otto.pk}).status_code == 422
    )
    sheet.refresh_from_db()
    assert sheet.owner is None and not PlayerCharacter.objects.filter(name="Bo").exists()


def test_the_sheet_of_who_has_left_can_still_be_changed(desk: Client, otto: Any, mine: Campaign):
    stay = Membership.objects.create(campaign=mine, user=otto, role="player")
    sheet = PlayerCharacter.objects.create(campaign=mine, name="Sella", owner=otto)
    stay.delete()
    rest = desk.patch(f"/api/characters/{sheet.pk}/", {"level": 3}, "application/json")
    assert rest.status_code == 200, rest.json()
    numbers = reverse("edit_character", args=[sheet.pk, "numbers"])
    sent = {name: field.value() for name, field in ((f.html_name, f) for f in desk.get(numbers).context["form"])}
    given = {name: value for name, value in sent.items() if value is not None}
    assert desk.post(numbers, {**given, "strength": 18}).status_code == 302
    sheet.refresh_from_db()
    assert (sheet.level, sheet.strength, sheet.owner) == (3, 18, otto)


@pytest.mark.parametrize("hostile", HOSTILE, ids=lambda text: text[:8])
@pytest.mark.parametrize("model", [Monster, Spell, Item, PlayerCharacter, Interaction], ids=lambda m: m.__name__)
def test_whatever_stands_in_a_json_column_is_answered_in_words(
    model: Any, hostile: str, desk: Client, mira: Any, mine: Campaign
):
    page = url(model, "add")
    blank = form(desk.get(page))
    columns = [name for name in ("saves", "damage", "classes", "properties", "settings") if name in blank]
    sent = {**blank, "campaign": mine.pk, "name": "x", "school": "evocation", "dm": mira.pk}
    answer = desk.post(page, {**sent, **dict.fromkeys(columns, hostile)})
    assert answer.status_code == 200
    assert columns and set(columns) <= set(answer.context["adminform"].form.errors)
    assert not model.objects.exists()


def test_json_of_inlines_is_read_as_carefully(desk: Client, mine: Campaign):
    wolf = Monster.objects.create(campaign=mine, name="Wolf")
    wolf.attacks.create(key="bite", name="Bite", reach=5)
    page = url(Monster, "change", wolf.pk)
    sent = form(desk.get(page))
    for hostile in HOSTILE:
        assert desk.post(page, {**sent, "attacks-0-damage": hostile}).status_code == 200
    part = [{"count": 1, "sides": 6, "bonus": 0, "type": "fire"}]
    assert desk.post(page, {**sent, "attacks-0-damage": json.dumps(part)}).status_code == 302
    assert wolf.attacks.get().damage == part


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5_000, "-1", "x"])
def test_a_number_that_no_account_has_chooses_nobody(number: str, admin_client: Client, mine: Campaign, otto: Any):
    """The site's staff look people up by name, and the form shows whoever is chosen already."""
    page = url(PlayerCharacter, "add")
    assert admin_client.get(page, {"owner": number}).status_code == 200
    sent = {**form(admin_client.get(page)), "campaign": mine.pk, "name": "Sella", "owner": number}
    assert "owner" in admin_client.post(page, sent).context["adminform"].form.errors
    chosen = admin_client.get(page, {"owner": str(otto.pk)}).content.decode()
    assert f'<option value="{otto.pk}" selected' in chosen
