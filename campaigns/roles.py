"""Who is what in which campaign, and how that reads at the table."""

from typing import Any, Literal

from django.db import transaction
from django.db.models import QuerySet

from campaigns.models import Campaign, Membership

TableRole = Literal["dm", "player", "spectator"]

_AT_THE_TABLE: dict[str, TableRole] = {
    Membership.Role.OWNER: "dm",
    Membership.Role.CO_DM: "dm",
    Membership.Role.PLAYER: "player",
    Membership.Role.SPECTATOR: "spectator",
}


def table_role(role: str) -> TableRole:
    """The engine's role for a membership's: owner and co-DM are both DMs at the table. KeyError for an unknown role."""
    return _AT_THE_TABLE[role]


def member_role(user_id: Any, campaign_id: str) -> str | None:
    """The role of this person's membership, None for outsiders and anonymous visitors; one query."""
    if user_id is None:
        return None
    return Membership.objects.filter(user_id=user_id, campaign_id=campaign_id).values_list("role", flat=True).first()


def role_of(user_id: Any, campaign_id: str) -> TableRole | None:
    """What this person is at this campaign's table, None for outsiders and anonymous visitors; one query."""
    role = member_role(user_id, campaign_id)
    return None if role is None else table_role(role)


def campaigns_of(user: Any) -> QuerySet[Campaign]:
    """The campaigns this person belongs to in any role, by name; none for an anonymous visitor."""
    return Campaign.objects.filter(memberships__user_id=user.pk)


def found_campaign(name: str, owner: Any, description: str = "", dm_notes: str = "") -> Campaign:
    """A new campaign together with its owner, so that none is ever without one."""
    with transaction.atomic():
        campaign = Campaign.objects.create(name=name, description=description, dm_notes=dm_notes)
        Membership.objects.create(campaign=campaign, user=owner, role=Membership.Role.OWNER)
    return campaign
