"""Whatever a row has is in its document, or somebody has written down why not."""

import json
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Q

from campaigns.convex.documents import MODELS, NAMES, content, rows
from campaigns.convex.fields import FIELD_MAP, ONLY_IN_THE_RECORD
from campaigns.convex.records import LEFT_OUT, PARTS, SHAPES, made, record
from campaigns.management.commands.describe_fields import page
from campaigns.models import Campaign, Condition, Map, Membership, PlayerCharacter, Spell

PART_OF = {part for parts in PARTS.values() for part, _ in parts.values()}
TYPED = [model for model in FIELD_MAP if model not in (Spell, Condition)]


def test_every_table_is_shipped_or_somebody_has_said_why_not():
    tables = {model.__name__ for model in apps.get_app_config("campaigns").get_models()}
    assert tables == {model.__name__ for model in [*NAMES, *PART_OF]} | LEFT_OUT.keys()


@pytest.mark.parametrize("model", SHAPES, ids=lambda model: model.__name__)
def test_the_record_has_every_column_and_every_part(model: Any):
    in_the_record = set(SHAPES[model].__struct_fields__)
    columns = {field.name for field in model._meta.get_fields() if field.concrete}
    whose = {owner for parts in PARTS.values() for part, owner in parts.values() if part is model}
    assert columns - whose == in_the_record - PARTS.get(model, {}).keys()
    of_it = {
        relation.get_accessor_name()
        for relation in model._meta.related_objects
        if relation.related_model in PART_OF and relation.field.name in {"monster", "npc", "player_character"}
    }
    assert of_it == PARTS.get(model, {}).keys()


@pytest.mark.parametrize("model", TYPED, ids=lambda model: model.__name__)
def test_every_column_is_in_the_field_map_or_somebody_has_said_why_not(model: Any):
    said = {column for columns in ONLY_IN_THE_RECORD for column in columns.split()}
    columns = {field.name for field in model._meta.concrete_fields} - {"id"}
    mapped = {field.column for field in FIELD_MAP[model] if field.column}
    assert columns - mapped <= said
    assert mapped <= columns
    assert not mapped & said


def test_all_but_memberships_have_a_record():
    """A membership is its three fields, and its id is made of two of them."""
    assert {*NAMES, *PART_OF} - SHAPES.keys() == {Membership}


def test_names_in_convex_come_once():
    for fields in FIELD_MAP.values():
        names = [field.name for field in fields]
        assert len(set(names)) == len(names)


def test_a_document_says_what_the_row_says(campaign: Campaign):
    sella = content(rows(PlayerCharacter, Q(pk="sella")).get()).fields
    assert sella["campaignId"] == campaign.pk
    assert (sella["maxHp"], sella["hp"], sella["name"], sella["level"]) == (9, 4, "Sella", 1)
    assert "initiativeModifier" not in sella  # empty is absent: Convex has no NULL beside null
    wolf = content(rows(MODELS["monsters"], Q(pk="wolf")).get()).fields
    assert wolf["challengeRating"] == 0.25
    assert content(rows(Campaign, Q()).get()).fields["ownerUserId"] == str(
        campaign.memberships.get(role="owner").user_id
    )


@pytest.mark.parametrize("name", [name for name, model in MODELS.items() if model in SHAPES])
def test_a_record_becomes_the_same_row_again(name: str, campaign: Campaign):
    for row in rows(MODELS[name], Q()):
        again = made(MODELS[name], content(row).fields["record"])
        columns = [field.attname for field in row._meta.concrete_fields]
        assert {column: getattr(again.row, column) for column in columns} == {
            column: getattr(row, column) for column in columns
        }
        assert len(again.parts) == sum(getattr(row, part).count() for part in PARTS.get(MODELS[name], {}))
        assert again.links.get("spells", []) == ([] if name != "playerCharacters" else ["spark"])


def test_a_record_of_another_version_is_read_as_far_as_it_goes(campaign: Campaign):
    hall = record(Map.objects.get(pk="hall"))
    later = json.dumps({**hall, "weather": "fog"})
    assert made(Map, later).row.terrain == "..#\n~+^"
    del hall["cellFeet"]
    assert made(Map, json.dumps(hall)).row.cell_feet == 5


def test_the_page_says_what_the_map_says(settings: Any):
    written = (settings.BASE_DIR / "docs/convex-fields.md").read_text()
    assert written == page(), "write it anew: manage.py describe_fields --output docs/convex-fields.md"
