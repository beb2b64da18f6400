"""What goes out comes in again: a campaign that is more than a file may hold is refused where it goes out."""

import json
import tracemalloc
from typing import Any

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse

from campaigns.exchange import document as content
from campaigns.exchange import reading
from campaigns.models import Campaign, Condition
from campaigns.roles import found_campaign
from engine.asking import Refused
from interactions.exchange.campaign import export_campaign, import_campaign


@pytest.fixture
def mira(db: None, django_user_model: Any) -> Any:
    return django_user_model.objects.create_user("mira")


@pytest.fixture
def full(mira: Any) -> Campaign:
    """As many conditions as a file may have: the kind of which it takes fewest rows."""
    campaign = found_campaign("Salt and Ash", mira)
    Condition.objects.bulk_create(Condition(campaign=campaign, key=f"c{n}", name=f"C{n}") for n in range(500))
    return campaign


def refused_import(document: dict[str, Any], owner: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        import_campaign(json.dumps(document).encode(), owner)
    return refused.value


def test_at_the_limit_it_goes_out_and_in_and_beyond_it_is_refused_at_both_in_the_same_words(full: Campaign, mira: Any):
    written = export_campaign(full)
    assert import_campaign(written, mira).conditions.count() == 500
    document = json.loads(written)
    document["conditions"].append({**document["conditions"][0], "id": "more"})
    Condition.objects.create(campaign=full, key="more", name="More")
    with pytest.raises(Refused) as refused:
        export_campaign(full)
    assert refused.value.code == "conflict"
    assert refused.value.message.endswith(refused_import(document, mira).message)


@pytest.mark.parametrize(
    ("head", "one"),
    [
        (b'{"format": [', b"[]"),
        (b'{"format": "campaignlive-campaign", "version": 1, "campaign": {"name": "x"}, "interactions": [', b"{}"),
        (b'{"format": "campaignlive-campaign", "version": 1, "campaign": {"name": "x", "description": [', b"999"),
    ],
)
def test_a_file_of_nothing_but_brackets_takes_no_memory(mira: Any, head: bytes, one: bytes):
    """The decoder counts when it has made everything: 20 MB of them would be 700."""
    count = content.LIMIT // (len(one) + 1) - len(head)
    sent = head + b",".join([one] * count)
    tracemalloc.start()
    try:
        with pytest.raises(Refused, match="more in that file than a campaign can have"):
            import_campaign(sent, mira)
        assert tracemalloc.get_traced_memory()[1] < 1024 * 1024
    finally:
        tracemalloc.stop()


def test_the_largest_campaign_stays_below_what_is_counted(full: Campaign):
    """Twenty thousand rows, each with all that a creature may have."""
    wolf = full.monsters.create(
        name="Wolf", saves={"wisdom": 1}, skills={"stealth": 1}, senses={"darkvision": 60}, damage_immunities=["fire"]
    )
    blow = {"count": 1, "sides": 6, "bonus": 1, "type": "fire"}
    wolf.attacks.create(key="bite", name="Bite", damage=[blow] * 8)
    of_two_rows = json.dumps(json.loads(export_campaign(full))["monsters"][0])
    rows = reading.MOST // 2
    assert (of_two_rows.count("{") + of_two_rows.count("[")) * rows < content.PARTS
    assert of_two_rows.count(",") * rows < content.VALUES


def test_of_a_long_word_that_nobody_knows_the_beginning_is_said(full: Campaign, mira: Any):
    document = json.loads(export_campaign(full))
    document["spells"] = [{"id": "s", "name": "Light", "school": "evocation", "classes": ["x" * 30_000]}]
    assert len(refused_import(document, mira).message) < 400


def test_rows_count_together_with_their_parts(full: Campaign, mira: Any, monkeypatch: pytest.MonkeyPatch):
    wolf = full.monsters.create(name="Wolf")
    wolf.attacks.create(key="bite", name="Bite")
    wolf.features.create(key="keen", name="Keen")
    monkeypatch.setattr(reading, "MOST", 504)
    written = export_campaign(full)
    assert import_campaign(written, mira).monsters.count() == 1
    monkeypatch.setattr(reading, "MOST", 503)
    with pytest.raises(Refused, match="503 rows at most"):
        export_campaign(full)
    assert refused_import(json.loads(written), mira).code == "too_large"


def test_every_door_says_so(full: Campaign, mira: Any, client: Client):
    Condition.objects.create(campaign=full, key="more", name="More")
    client.force_login(mira)
    rest = client.get(f"/api/campaigns/{full.pk}/export/")
    assert (rest.status_code, rest.json()["code"]) == (409, "conflict")
    page = client.get(reverse("export_campaign", args=[full.pk]), follow=True)
    assert "would not" in page.content.decode() and page.redirect_chain[-1][0] == reverse("campaign", args=[full.pk])
    asked = {"action": "export", "_selected_action": [full.pk]}
    listed = client.post(reverse("admin:campaigns_campaign_changelist"), asked)
    assert listed.status_code == 302 and "would not" in str([*get_messages(listed.wsgi_request)][-1])
