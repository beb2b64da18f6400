"""The lists of the admin answer to their filters and to a search, and to nothing else that an address can say."""

import re
import time
from typing import Any

import pytest
from django.contrib import admin
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse

from campaigns.models import Campaign, Membership, Monster
from campaigns.roles import found_campaign

MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


def listing(model: Any) -> str:
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.fixture
def dm(db: None) -> Client:
    mira = get_user_model().objects.create_user("mira")
    found_campaign("Salt and Ash", mira)
    client = Client(raise_request_exception=False)
    client.force_login(mira)
    return client


@pytest.fixture
def warden(db: None) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(get_user_model().objects.create_superuser("warden"))
    return client


def test_a_regular_expression_does_not_hold_the_process(dm: Client):
    """Alternatives that are alike: with every letter of the name the expression takes twice as long."""
    Monster.objects.create(campaign=Campaign.objects.get(), name="a" * 20 + "!")
    began = time.thread_time()  # not what others do meanwhile
    assert dm.get(listing(Monster), {"name__regex": "^(a|aa|a)*$"}).status_code == 400
    assert time.thread_time() - began < 5  # it took 17


def test_the_librarys_notes_are_not_to_be_guessed_by_an_address(dm: Client):
    Monster.objects.create(name="Shared Boar", dm_notes="Sleeps at noon.")
    for question in ("dm_notes__startswith", "dm_notes__contains", "dm_notes__gt", "dm_notes"):
        answers = {dm.get(listing(Monster), {question: word}).status_code for word in ("Sleeps", "Other")}
        assert answers == {400}, question


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_what_no_filter_asks_nobody_asks(model: Any, warden: Client):
    """Not even the site's staff, and not of Django's own rows: a process is held as long whoever asks."""
    page: Any = admin.site._registry[model]
    for column in [field.name for field in model._meta.concrete_fields]:
        for lookup in ("regex", "iregex", "contains", "year", "in", "range", "gt"):
            assert not page.lookup_allowed(f"{column}__{lookup}", "1", None), (column, lookup)
    assert warden.get(listing(model), {"pk__regex": "1"}).status_code == 400
    assert warden.get(listing(model), {"nothing": "1"}).status_code == 400


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label_lower)
def test_every_link_of_a_filter_leads_to_a_list(model: Any, warden: Client):
    campaign = found_campaign("Salt and Ash", get_user_model().objects.get())
    Monster.objects.create(campaign=campaign, name="Wolf", creature_type="beast", source="SRD 5.2")
    Monster.objects.create(name="Boar")
    page = warden.get(listing(model)).content.decode()
    links = set(re.findall(r'<a href="(\?[^"]+)"', page))
    for link in links:
        assert warden.get(listing(model) + link.replace("&amp;", "&")).status_code == 200, link
    assert links or model is not Monster


@pytest.mark.parametrize("value", ["9" * 30, "9" * 5_000, "1e400", "sNaN", "Infinity", "-1", "x", "", "٣"])
def test_a_value_that_makes_no_sense_leads_back_to_the_whole_list(value: str, dm: Client):
    Monster.objects.create(campaign=Campaign.objects.get(), name="Wolf")
    for model, names in {
        Monster: ["challenge_rating", "size__exact", "campaign__id__exact", "campaign__isnull", "p", "o", "all"],
        Campaign: ["created_at__gte", "created_at__lt"],
        Membership: ["role__exact", "campaign__id__exact"],
    }.items():
        for name in names:
            assert dm.get(listing(model), {name: value}).status_code in (200, 302), name
    moments = {"created_at__gte": "0001-01-01 00:00:00+23:59", "created_at__lt": "9999-12-31 23:59:59-23:59"}
    for name, moment in moments.items():
        assert dm.get(listing(Campaign), {name: moment}).status_code in (200, 302), name


@pytest.mark.parametrize("search", ["a " * 3_000, '"', "'a", "%_\\", "x" * 5_000])
def test_a_search_may_be_anything(search: str, dm: Client):
    assert dm.get(listing(Monster), {"q": search}).status_code == 200
    question = {"term": search, "app_label": "campaigns", "model_name": "location", "field_name": "map"}
    assert dm.get(reverse("admin:autocomplete"), question).status_code == 200
