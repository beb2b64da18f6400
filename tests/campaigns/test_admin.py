"""The admin's pages open, find, and save; only site staff get in."""

from typing import Any

import pytest
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from campaigns.demo.seed import seed_demo
from campaigns.models import (
    Campaign,
    Condition,
    ContentChange,
    Counterpart,
    CreatureAttack,
    Feature,
    Invitation,
    Item,
    KeptAnswer,
    Monster,
    PlayerCharacter,
    PullCursor,
    Spell,
)

MODELS = [
    model._meta.model_name
    for model in apps.get_app_config("campaigns").get_models()
    if model not in (KeptAnswer, ContentChange, PullCursor)  # the machine's own memory
]

UNMADE = ("invitation", "counterpart")
"""An invitation's link would be shown nowhere; what Convex has is not made here."""


@pytest.fixture
def seeded(db: None) -> None:
    campaign = seed_demo()
    Spell.objects.create(campaign=campaign, name="Mill Dust", school="conjuration")
    Condition.objects.create(campaign=campaign, key="floured", name="Floured")
    Feature.objects.create(npc=campaign.npcs.first(), key="miller", name="Miller")
    Counterpart.objects.create(kind="campaigns", row_id=campaign.pk, table="campaigns")
    Invitation.objects.create(campaign=campaign, digest="0" * 64, expires_at=timezone.now())


def url(model: str, page: str, *args: Any) -> str:
    return reverse(f"admin:campaigns_{model}_{page}", args=args)


def test_every_model_is_there():
    registered = {model._meta.model_name for model in admin.site._registry if model._meta.app_label == "campaigns"}
    assert registered == set(MODELS)


@pytest.mark.parametrize("model", MODELS)
def test_lists_search_forms_and_rows_open(seeded: None, admin_client: Client, model: str):
    row = apps.get_model("campaigns", model)._default_manager.first()
    for page in (
        url(model, "changelist"),
        *([] if model in UNMADE else [url(model, "add")]),
        url(model, "change", row.pk),
        *([] if model == "counterpart" else [url(model, "delete", row.pk)]),
    ):
        answer = admin_client.get(page)
        assert answer.status_code == 200, page
        assert b"<script>" not in answer.content  # nothing the content security policy would stop
        assert b" style=" not in answer.content
    assert admin_client.get(url(model, "changelist"), {"q": "mill"}).status_code == 200


def queries_of_lists(client: Client) -> dict[str, int]:
    counts = {}
    for model in MODELS:
        with CaptureQueriesContext(connection) as queries:
            client.get(url(model, "changelist"))
        counts[model] = len(queries)
    return counts


def test_a_list_costs_the_same_however_long_it_is(seeded: None, admin_client: Client):
    queries_of_lists(admin_client)  # the first look fills caches of content types
    before = queries_of_lists(admin_client)
    for number in range(30):
        monster = Monster.objects.create(name=f"Bog Thing {number}", campaign=Campaign.objects.get())
        monster.attacks.create(key="slap", name="Slap")
        item = Item.objects.create(name=f"Reed {number}", campaign=monster.campaign)
        PlayerCharacter.objects.create(name=f"Guest {number}", campaign=monster.campaign).inventory.create(item=item)
    assert queries_of_lists(admin_client) == before


def test_players_and_outsiders_are_sent_away(seeded: None, client: Client, django_user_model: Any):
    for name in ("aria", "otto"):
        client.force_login(django_user_model.objects.get(username=name))
        assert {client.get(url(model, "changelist")).status_code for model in MODELS} == {302}


@pytest.mark.parametrize(
    ("model", "word", "found"), [("item", "potion", "Potion of Healing"), ("monster", "lurker", "Lurker")]
)
def test_autocomplete_finds_by_name(seeded: None, admin_client: Client, model: str, word: str, found: str):
    field = {"item": ("inventoryentry", "item"), "monster": ("creatureattack", "monster")}[model]
    question = {"term": word, "app_label": "campaigns", "model_name": field[0], "field_name": field[1]}
    answer = admin_client.get(reverse("admin:autocomplete"), question).json()
    assert [result["text"] for result in answer["results"]] == [found]


def form(answer: Any) -> dict[str, Any]:
    """What a browser would send back from this page unchanged."""
    context = answer.context
    fields: dict[str, Any] = {}
    for shown in [
        context["adminform"].form,
        *(f for inline in context["inline_admin_formsets"] for f in inline.formset.forms),
    ]:
        for bound in shown:
            value = bound.value()
            if value is not None and value is not False:
                fields[bound.html_name] = value
    for inline in context["inline_admin_formsets"]:
        for bound in inline.formset.management_form:
            fields[bound.html_name] = bound.value()
    return fields


def test_a_monster_is_saved_with_a_new_attack(seeded: None, admin_client: Client):
    lurker = Monster.objects.get(name="Lurker")
    page = url("monster", "change", lurker.pk)
    sent = form(admin_client.get(page))
    sent |= {"hit_points": 21, "attacks-TOTAL_FORMS": 2, "attacks-1-id": "", "attacks-1-monster": lurker.pk}
    new = {
        "key": "bite",
        "name": "Bite",
        "kind": "melee",
        "order": 2,
        "to_hit": 3,
        "reach": 5,
        "range_normal": 0,
        "range_long": 0,
    }
    sent |= {f"attacks-1-{column}": value for column, value in new.items()}
    sent["attacks-1-damage"] = '[{"count": 1, "sides": 4, "bonus": 2, "type": "piercing"}]'
    answer = admin_client.post(page, sent)
    assert answer.status_code == 302, answer.context["errors"]
    lurker.refresh_from_db()
    assert lurker.hit_points == 21
    assert lurker.attacks.get(key="bite").damage[0]["sides"] == 4


def test_a_wrong_attack_comes_back_with_a_sentence(seeded: None, admin_client: Client):
    lurker = Monster.objects.get(name="Lurker")
    page = url("monster", "change", lurker.pk)
    sent = form(admin_client.get(page)) | {"attacks-0-reach": 0}
    answer = admin_client.post(page, sent)
    assert answer.status_code == 200
    assert "A melee attack has a reach" in answer.content.decode()
    assert CreatureAttack.objects.get(monster=lurker).reach == 5


def test_two_things_in_one_hand_come_back_with_a_sentence(seeded: None, admin_client: Client):
    elsie = PlayerCharacter.objects.get(owner__username="esme")
    page = url("playercharacter", "change", elsie.pk)
    sent = form(admin_client.get(page))
    (dagger,) = (name for name, value in sent.items() if value == "off_hand")
    answer = admin_client.post(page, sent | {dagger: "main_hand"})
    assert answer.status_code == 200
    assert "Two things cannot be in the same slot" in answer.content.decode()


def test_a_slot_that_is_taken_comes_back_with_a_sentence(seeded: None, admin_client: Client):
    elsie = PlayerCharacter.objects.get(owner__username="esme")
    dagger = elsie.inventory.get(slot="off_hand")
    page = url("inventoryentry", "change", dagger.pk)
    answer = admin_client.post(page, form(admin_client.get(page)) | {"slot": "main_hand"})
    assert answer.status_code == 200
    assert "There is something in this slot already" in answer.content.decode()
