"""Invitations: making a link, coming in by it, taking it back. What a link is worth is decided here alone."""

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils import timezone

from campaigns import members
from campaigns.models import Campaign, Invitation, Membership
from campaigns.permissions import DMS, MAY, OWNER, role_in
from engine.asking import Refused

SECRET_BYTES: Final = 24
"""192 random bits: nobody finds a link by trying."""

LONGEST: Final = timedelta(days=90)

_NO_SUCH: Final = "This invitation does not exist, or it was taken back. Ask for a new link."


def make(
    campaign: Campaign,
    by: Any,
    role: str,
    most_uses: int,
    lifetime: timedelta,
    now: datetime | None = None,
    secret: str = "",
) -> tuple[Invitation, str]:
    """A new invitation and the secret of its link (`secret`, or a new one), which is kept nowhere.

    Raises `Refused("forbidden")` for who may not invite to that role, ValidationError for a role, number or lifetime
    that no invitation has.
    """
    mine = role_in(by, campaign.pk)
    if mine not in MAY[Invitation]["create"]:
        raise Refused("forbidden", "Only DMs of the campaign invite to it.")
    if role == Membership.Role.CO_DM and mine not in OWNER:
        raise Refused("forbidden", "Only the campaign's owner invites co-DMs.")
    if not timedelta(0) < lifetime <= LONGEST:
        raise ValidationError({"lifetime": f"An invitation is good for up to {LONGEST.days} days."})
    secret = secret or secrets.token_urlsafe(SECRET_BYTES)
    now = now or timezone.now()
    invitation = Invitation(
        campaign=campaign,
        role=role,
        digest=digest_of(secret),
        most_uses=most_uses,
        created_by=by,
        created_at=now,
        expires_at=now + lifetime,
    )
    invitation.full_clean()
    invitation.save(force_insert=True)
    return invitation, secret


def digest_of(secret: str) -> str:
    """What is kept of a secret: SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode(errors="surrogatepass")).hexdigest()


def find(secret: str) -> Invitation:
    """The invitation of a link, in force or run out. `Refused("not_found")` for what was never made or was taken back."""
    invitation = _made().select_related("campaign").filter(digest=digest_of(secret)).first()
    if invitation is None:
        raise Refused("not_found", _NO_SUCH)
    return invitation


def in_force(now: datetime) -> QuerySet[Invitation]:
    """Those that still let somebody in."""
    return _made().filter(expires_at__gt=now, uses__lt=F("most_uses"))


def check_open(invitation: Invitation, now: datetime) -> None:
    """Raises `Refused("conflict")` for a link that has run out."""
    if now >= invitation.expires_at:
        raise Refused("conflict", "This invitation has run out. Ask for a new link.")
    if invitation.uses >= invitation.most_uses:
        raise Refused("conflict", "This invitation has been used up. Ask for a new link.")


def accept(secret: str, user: Any, now: datetime) -> Membership:
    """The membership that the link gives, or the one that this person has: no link makes a member more or less than she is.

    Raises `Refused`: "not_found" for a link never made or taken back, "conflict" for one that has run out.
    """
    invitation = find(secret)
    already = Membership.objects.filter(campaign=invitation.campaign_id, user=user)
    if membership := already.first():
        return membership
    try:
        with transaction.atomic():
            _use(invitation, now)
            membership = Membership.objects.create(campaign=invitation.campaign, user=user, role=invitation.role)
            members.tell(invitation.campaign_id)
            return membership
    except IntegrityError:
        return already.get()  # the same person came in twice at once, and the use is given back with the transaction


def revoke(invitation: Invitation, now: datetime | None = None) -> None:
    """Lets nobody in any more; who came in stays. Doing it twice is no mistake."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at=None).update(revoked_at=now or timezone.now())


def _use(invitation: Invitation, now: datetime) -> None:
    """Spends a use in one statement that finds the link in force, so that two at once cannot both have the last."""
    if in_force(now).filter(pk=invitation.pk).update(uses=F("uses") + 1):
        return
    invitation.refresh_from_db()
    check_open(invitation, now)
    raise Refused("not_found", _NO_SUCH)


def _made() -> QuerySet[Invitation]:
    """Not taken back, and by somebody who could still make it: who is a DM no more leaves no door open behind her."""
    maker = Membership.objects.filter(campaign=OuterRef("campaign"), user=OuterRef("created_by"))
    could = Q(Exists(maker.filter(role__in=OWNER))) | ~Q(role=Membership.Role.CO_DM) & Exists(
        maker.filter(role__in=DMS)
    )
    return Invitation.objects.filter(could, revoked_at=None)
