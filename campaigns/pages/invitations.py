"""Invitations: DMs make links and take them back; whoever has a link is asked and comes in."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from campaigns import invitations as acts
from campaigns.models import Invitation, Membership
from campaigns.pages.forms import InvitationForm
from campaigns.pages.reach import at_campaign, at_row
from engine.asking import Refused


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret", "link")
def invitations(request: HttpRequest, id: str) -> HttpResponse:
    """Those that were made, and a form for another. The link of a new one is on the answer to that form and nowhere else."""
    here = at_campaign(request, id)
    here.need("view", Invitation)
    form = InvitationForm(here.role, request.POST or None)
    link = ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        _, secret = acts.make(here.campaign, request.user, given["role"], given["most_uses"], form.lifetime)
        link = request.build_absolute_uri(reverse("invitation", args=[secret]))
        form = InvitationForm(here.role)
    now = timezone.now()
    open_ones = acts.in_force(now).filter(campaign=here.campaign).select_related("created_by")
    shown = {"form": form, "link": link, "open": open_ones, "nav": "members"}
    return here.page("pages/invitations.html", 422 if form.errors else 200, **shown)


@login_required
@require_POST
def revoke(request: HttpRequest, id: str) -> HttpResponse:
    """Nobody comes in by it any more."""
    here, invitation = at_row(request, Invitation, id, "delete")
    acts.revoke(invitation)
    messages.success(request, "That link lets nobody in any more.")
    return redirect("invitations", here.campaign.pk)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_variables("secret")
def invitation(request: HttpRequest, secret: str) -> HttpResponse:
    """What somebody sees who follows a link. Whoever is not signed in signs in or up first, and comes back here.

    The link itself goes to no other site: the site's Referrer-Policy is "same-origin".
    """
    try:
        found = acts.find(secret)
        if request.method == "POST" and request.user.is_authenticated:
            membership = acts.accept(secret, request.user, timezone.now())
            messages.success(request, f"Welcome to “{found.campaign}”.")
            return redirect("campaign", membership.campaign_id)
        member = _membership(request, found)
        if member is None:
            acts.check_open(found, timezone.now())
    except Refused as refused:
        status = 404 if refused.code == "not_found" else 409
        return render(request, "pages/invitation.html", {"refusal": refused.message}, status=status)
    return render(request, "pages/invitation.html", {"invitation": found, "member": member, "next": request.path})


def _membership(request: HttpRequest, found: Invitation) -> Membership | None:
    if not request.user.is_authenticated:
        return None
    return Membership.objects.filter(campaign=found.campaign_id, user=request.user).first()
