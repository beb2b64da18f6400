from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError

from campaigns.models import Campaign
from campaigns.roles import campaigns_of, found_campaign, role_of, table_role


def test_owner_and_co_dm_are_both_dms_at_the_table(campaign: Campaign, mira: Any, otto: Any):
    campaign.memberships.create(user=otto, role="co_dm")
    assert role_of(mira.pk, campaign.pk) == role_of(otto.pk, campaign.pk) == "dm"


def test_players_and_spectators_are_what_they_are(campaign: Campaign, aria: Any, otto: Any):
    campaign.memberships.create(user=otto, role="spectator")
    assert role_of(aria.pk, campaign.pk) == "player"
    assert role_of(otto.pk, campaign.pk) == "spectator"


def test_an_outsider_is_nobody(campaign: Campaign, otto: Any):
    assert role_of(otto.pk, campaign.pk) is None
    assert role_of(None, campaign.pk) is None
    assert role_of(AnonymousUser().pk, campaign.pk) is None


def test_site_staff_are_outsiders_at_a_table_they_were_not_invited_to(campaign: Campaign, admin_user: Any):
    assert role_of(admin_user.pk, campaign.pk) is None


def test_a_role_costs_one_query(campaign: Campaign, aria: Any, django_assert_num_queries: Any):
    with django_assert_num_queries(1):
        role_of(aria.pk, campaign.pk)


def test_an_unknown_role_is_an_error():
    with pytest.raises(KeyError):
        table_role("god")


def test_everybody_sees_their_own_campaigns_only(campaign: Campaign, mira: Any, aria: Any, otto: Any):
    other = found_campaign("Another", otto)
    assert list(campaigns_of(mira)) == list(campaigns_of(aria)) == [campaign]
    assert list(campaigns_of(otto)) == [other]
    assert not campaigns_of(AnonymousUser()).exists()


@pytest.mark.django_db(transaction=True)
def test_no_campaign_is_founded_without_its_owner(django_user_model: Any):
    nobody = django_user_model(pk=999)
    with pytest.raises(IntegrityError):
        found_campaign("Orphan", nobody)
    assert not Campaign.objects.exists()
