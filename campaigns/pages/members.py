"""Who belongs to a campaign: roles, leaving, removing, handing over."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns import members as acts
from campaigns.models import Invitation, Membership
from campaigns.pages import deleting
from campaigns.pages.reach import Here, at_campaign, at_row
from campaigns.permissions import OWNER
from engine.asking import Refused


@login_required
@require_safe
def members(request: HttpRequest, id: str) -> HttpResponse:
    """Everybody with their role; for the owner with what can be changed."""
    here = at_campaign(request, id)
    found = here.campaign.memberships.select_related("user").prefetch_related("user__player_characters")
    order = list(Membership.Role.values)
    everybody = sorted(found, key=lambda m: (order.index(m.role), m.user.get_username().casefold()))
    return here.page(
        "pages/members.html",
        nav="members",
        members=[_row(here, member) for member in everybody],
        given=[(role.value, role.label) for role in acts.GIVEN],
        changes=here.may("change", Membership),
        invites=here.may("create", Invitation),
    )


def _row(here: Here, member: Membership) -> dict[str, Any]:
    owner = member.role in OWNER
    me = member.user_id == here.request.user.pk
    plays = [c.name for c in member.user.player_characters.all() if c.campaign_id == here.campaign.pk]
    return {
        "member": member,
        "me": me,
        "plays": plays,
        "can_change": here.may("change", Membership) and not owner,
        "can_end": not owner and (me or here.may("delete", Membership)),
    }


@login_required
@require_POST
def change_role(request: HttpRequest, id: str) -> HttpResponse:
    """Another role; who sits at a table sits down anew in it within seconds."""
    here, member = at_row(request, Membership, id, "change")
    try:
        acts.change_role(member, request.POST.get("role", ""))
    except Refused as refused:
        messages.error(request, refused.message)
    else:
        member.refresh_from_db()
        messages.success(request, f"{member.user} is now: {member.get_role_display()}.")
    return redirect("members", here.campaign.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, id: str) -> HttpResponse:
    """A member leaves, or the owner removes her."""
    here, member = at_row(request, Membership, id, "delete")
    back = reverse("members", args=[here.campaign.pk])
    me = member.user_id == request.user.pk
    question = f"Leave “{here.campaign}”?" if me else f"Remove {member.user} from “{here.campaign}”?"
    also = "Characters stay with the campaign. "
    also += "To come back you need a new invitation." if me else "Take open invitations back if the link is known."
    return deleting.ask_and_do(
        here,
        question,
        "Leave" if me else "Remove",
        back,
        lambda: acts.end(member),
        onward=reverse("campaigns") if me else back,
        also=also,
        nav="members",
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def hand_over(request: HttpRequest, id: str) -> HttpResponse:
    """The owner gives the campaign to another member and stays as co-DM."""
    here, member = at_row(request, Membership, id, "change")
    if member.user_id == request.user.pk:
        raise PermissionDenied("It is yours already.")
    also = "You stay as a co-DM. Only the new owner can hand it back."
    return deleting.ask_and_do(
        here,
        f"Hand “{here.campaign}” over to {member.user}?",
        "Hand it over",
        reverse("members", args=[here.campaign.pk]),
        lambda: acts.hand_over(here.campaign, request.user, member),
        also=also,
        nav="members",
    )
