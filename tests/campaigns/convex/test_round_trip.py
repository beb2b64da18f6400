"""The real functions, in the stand-in or a deployment: what goes out comes back the same, also from there alone."""

import io
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.management import CommandError, call_command
from django.db import models

from campaigns.convex.collecting import collect
from campaigns.convex.documents import NAMES
from campaigns.convex.fields import FIELD_MAP, Field
from campaigns.convex.restoring import TABLES
from campaigns.models import (
    NPC,
    Campaign,
    Condition,
    ContentChange,
    Item,
    Membership,
    Monster,
    PlayerCharacter,
    Spell,
)
from engine.asking import Refused
from sync.models import OutboxEntry
from tests.campaigns.convex.delivering import everything, forget, restore
from tests.convex.named import OURS, own
from tests.convex.standin import Deployment, StandIn

pytestmark = pytest.mark.usefixtures("linked")


def told(*words: str) -> str:
    out = io.StringIO()
    call_command("pull_convex", *words, stdout=out, stderr=io.StringIO())
    return out.getvalue()


def test_what_goes_out_is_there(convex: Deployment, campaign: Campaign, deliver: Any):
    deliver()
    assert not OutboxEntry.objects.exists()
    wolf = convex.by_id("monsters")[own("wolf")]
    assert (wolf["name"], wolf["challengeRating"], wolf["campaignId"]) == ("Ash Wolf", 0.25, campaign.pk)
    assert convex.by_id("contentRecords").keys() == {own(id) for id in ("lamp", "spark", "ward", "soaked")}
    Monster.objects.all().delete()
    deliver()
    assert convex.by_id("monsters")[own("wolf")]["deleted"] is True


def test_from_convex_alone_everything_is_as_it_was(convex: Deployment, campaign: Campaign, deliver: Any, mira: Any):
    Item.objects.filter(pk=own("unused")).delete()  # nobody refers to it: it comes with the next import
    deliver()
    before, there = everything(), {table: convex.by_id(table) for table in TABLES}
    names = {user.pk: user.get_full_name() or user.username for user in get_user_model().objects.all()}
    forget()
    restoring = restore(convex)
    assert restoring.complaints == []
    assert everything() == before
    after = get_user_model().objects.all()
    assert {user.pk: user.get_full_name() or user.username for user in after} == names
    assert not any(user.has_usable_password() for user in after)
    assert restoring.restored == sum(len(convex.rows(table)) for table in TABLES)
    deliver()
    assert not ContentChange.objects.exists()
    assert {table: convex.by_id(table) for table in TABLES} == there  # nothing was sent again
    again = restore(convex)
    assert (again.restored, again.complaints, everything()) == (0, [], before)
    assert get_user_model().objects.create_user("newcomer").pk > max(names)


def test_an_account_that_was_shut_stays_shut(convex: Deployment, campaign: Campaign, deliver: Any):
    get_user_model().objects.filter(username="aria").update(is_active=False)
    deliver()
    forget()
    assert restore(convex).complaints == []
    assert [user.username for user in get_user_model().objects.filter(is_active=False)] == ["aria"]


def test_what_was_edited_there_is_restored_as_it_was_edited(convex: Deployment, campaign: Campaign, deliver: Any):
    deliver()
    convex.admin().mutation(
        "content:edit", {"table": "monsters", "externalId": own("wolf"), "fields": {"name": "Grey Wolf", "maxHp": 13.0}}
    )
    forget()
    assert restore(convex).complaints == []
    wolf = Monster.objects.get()
    assert (wolf.name, wolf.hit_points, wolf.saves, wolf.attacks.count()) == ("Grey Wolf", 13, {"wisdom": 3}, 1)
    assert "Up to date" in told()
    assert collect() > 0
    assert not OutboxEntry.objects.exists()


def test_a_library_that_was_imported_before_is_used(convex: Deployment, campaign: Campaign, deliver: Any):
    deliver()
    forget()
    Item.objects.create(id="other-lamp", name="Lamp", source_key="lamp")
    assert restore(convex).complaints == []
    assert PlayerCharacter.objects.get().inventory.get().item_id == "other-lamp"


def test_somebody_elses_account_is_not_taken_for_hers(convex: Deployment, campaign: Campaign, deliver: Any, mira: Any):
    deliver()
    forget()
    get_user_model().objects.create_user("otto", pk=mira.pk)
    with pytest.raises(Refused, match=f"Account {mira.pk} here is “otto”, and in Convex “mira”"):
        restore(convex)


def test_a_row_that_cannot_be_restored_is_named_and_the_rest_is(convex: Deployment, campaign: Campaign, deliver: Any):
    deliver()
    convex.admin().mutation("content:edit", {"table": "monsters", "externalId": own("wolf"), "fields": {"maxHp": -1.0}})
    forget()
    [complaint] = restore(convex).complaints
    assert complaint.startswith("monsters “Ash Wolf” is not restored: hit_points")
    assert NPC.objects.exists()


def test_pulling_by_command_says_what_became_of_each_row(empty_convex: Deployment, campaign: Campaign, deliver: Any):
    deliver()
    convex, admin = empty_convex, empty_convex.admin()
    for table, id, fields in (
        ("monsters", "wolf", {"name": "Grey Wolf"}),
        ("maps", "hall", {"width": 0.0}),
        ("npcs", "miller", {"name": "Old Miller"}),
    ):
        admin.mutation("content:edit", {"table": table, "externalId": id, "fields": fields})
    admin.mutation("content:create", {"table": "items", "fields": {"name": "Reed", "campaignId": campaign.pk}})
    NPC.objects.update(name="The miller")
    said = told()
    assert "monsters “Grey Wolf”: taken" in said
    assert "items “Reed”: new here" in said
    assert "maps “Hall” cannot be kept: width" in said
    assert "npcs “Miller” CONFLICT: name is “The miller” here and “Old Miller” in Convex." in said
    assert "Up to date with Convex; 1 in conflict; 1 cannot be kept." in said
    assert "is in conflict" in told()  # until somebody decides
    told("--keep", "local", "--row", "npcs:miller")
    deliver()
    assert convex.by_id("npcs")[own("miller")]["name"] == "The miller"
    assert convex.rows("items", name="Reed")[0]["externalId"] == Item.objects.get(name="Reed").pk


def test_an_edit_there_before_ours_arrives_is_not_overwritten(
    empty_convex: Deployment, campaign: Campaign, deliver: Any
):
    convex = empty_convex
    deliver()
    convex.admin().mutation(
        "content:edit", {"table": "playerCharacters", "externalId": own("sella"), "fields": {"background": "Sailor"}}
    )
    PlayerCharacter.objects.update(xp=50)
    deliver()
    assert OutboxEntry.objects.get().parked == "conflict"
    told()
    deliver()
    assert not OutboxEntry.objects.exists()
    row = convex.by_id("playerCharacters")[own("sella")]
    assert (row["background"], row["xp"]) == ("Sailor", 50)


def test_without_an_answer_the_command_says_so_in_a_sentence(stand_in: StandIn, campaign: Campaign):
    stand_in.fault("503")
    with pytest.raises(CommandError, match="Convex answered 503"):
        told()


def test_switched_off_there_is_nothing_to_pull_from(settings: Any, db: None):
    settings.CONVEX_URL = ""
    with pytest.raises(CommandError, match="names no Convex"):
        told()


def test_the_name_of_nobody_is_refused(db: None):
    with pytest.raises(CommandError, match="nobody called nemo"):
        told("--owner", "nemo")


def test_convex_knows_every_field_of_the_map(convex: Deployment, campaign: Campaign):
    """Also those that are mostly absent."""
    operations = []
    for model, fields in [(model, fields) for model, fields in FIELD_MAP.items() if model not in (Spell, Condition)]:
        document = {"externalId": own(f"{OURS}{NAMES[model]}"), "revision": 1, "record": "{}"}
        document |= {field.name: _sample(model, field) for field in fields}
        if model is Membership:
            del document["record"]
        operations.append({"op": "putContent", "args": {"table": NAMES[model], "document": document}})
    answer = convex.admin().mutation("liveSystemHelpers:batchStateOperations", {"operations": operations})
    assert [result["status"] for result in answer["results"]] == ["applied"] * len(operations), answer


def _sample(model: Any, field: Field) -> Any:
    match model._meta.get_field(field.column) if field.column else None:
        case models.BooleanField():
            return True
        case models.IntegerField() | models.DecimalField():
            return 1.5
        case column:
            return "owner" if field.name == "role" else f"a text for {column}"


def test_watching_goes_on_when_convex_does_not_answer(
    stand_in: StandIn, campaign: Campaign, deliver: Any, monkeypatch: pytest.MonkeyPatch
):
    deliver()
    breaks = iter([lambda: stand_in.fault("503"), lambda: stand_in.fault("none"), _leave])
    monkeypatch.setattr("time.sleep", lambda seconds: next(breaks)())
    stand_in.admin().mutation(
        "content:edit", {"table": "monsters", "externalId": own("wolf"), "fields": {"name": "Grey"}}
    )
    said = told("--watch", "1")
    assert [line.split(":")[0].split(" {")[0] for line in said.splitlines()] == [
        "monsters “Grey”",
        "Up to date with Convex.",
        "Convex answered 503",
        "Up to date with Convex.",
        "What was read is taken in or set aside.",
    ]
    assert Monster.objects.get().name == "Grey"


def _leave() -> None:
    raise KeyboardInterrupt
