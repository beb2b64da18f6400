"""What happens to memberships: another role, leaving, being removed, handing the campaign over."""

from functools import partial
from typing import Any, Final

from django.conf import settings
from django.db import transaction
from django.utils.module_loading import import_string

from campaigns.models import Campaign, Membership
from engine.asking import Refused

GIVEN: Final = (Membership.Role.CO_DM, Membership.Role.PLAYER, Membership.Role.SPECTATOR)
"""Roles an owner gives; to be the owner is handed over, not given."""


def change_role(membership: Membership, role: str) -> None:
    """Another role for a member. `Refused("conflict")` for the owner, `Refused("malformed")` for a role nobody is given."""
    if role not in GIVEN:
        raise Refused("malformed", "A member is co-DM, player or spectator. To give the campaign away, hand it over.")
    _check_not_owner(membership)
    Membership.objects.filter(pk=membership.pk).exclude(role=Membership.Role.OWNER).update(role=role)
    tell(membership.campaign_id)


def end(membership: Membership) -> None:
    """The member leaves or is removed; the characters stay. `Refused("conflict")` for the owner."""
    _check_not_owner(membership)
    Membership.objects.filter(pk=membership.pk).exclude(role=Membership.Role.OWNER).delete()
    tell(membership.campaign_id)


def hand_over(campaign: Campaign, by: Any, to: Membership) -> None:
    """The campaign is `to`'s from now on, and `by` is a co-DM. Raises `Refused` where `by` does not own it."""
    with transaction.atomic():
        owners = Membership.objects.filter(campaign=campaign, user=by, role=Membership.Role.OWNER)
        if not owners.update(role=Membership.Role.CO_DM):
            raise Refused("forbidden", "Only the owner hands a campaign over.")
        if not Membership.objects.filter(pk=to.pk, campaign=campaign).update(role=Membership.Role.OWNER):
            raise Refused("conflict", "Only a member of the campaign can own it.")
        tell(campaign.pk)


def tell(campaign_id: str) -> None:
    """Who belongs to this campaign, or as what, has changed: those in `MEMBERSHIP_WATCHERS` are called with its id after the
    commit, so that it holds at open tables at once."""
    for path in settings.MEMBERSHIP_WATCHERS:
        transaction.on_commit(partial(import_string(path), campaign_id), robust=True)


def _check_not_owner(membership: Membership) -> None:
    if membership.role == Membership.Role.OWNER:
        raise Refused("conflict", "A campaign always has an owner: hand it over to another member first.")
