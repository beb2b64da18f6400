"""A campaign is founded, described anew, and deleted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from campaigns.dissolving import dissolve
from campaigns.models import Campaign
from campaigns.pages import deleting
from campaigns.pages.forms import CampaignForm
from campaigns.pages.reach import at_campaign
from campaigns.roles import found_campaign


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Whoever founds a campaign owns it."""
    form = CampaignForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        campaign = found_campaign(given["name"], request.user, given["description"], given["dm_notes"])
        return redirect("campaign", campaign.pk)
    return render(request, "campaigns/new.html", {"form": form}, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, id: str) -> HttpResponse:
    """Name, description, notes."""
    here = at_campaign(request, id)
    here.need("change", Campaign)
    name = here.campaign.name
    form = CampaignForm(request.POST or None, instance=here.campaign)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, "Saved.")
        return redirect("edit_campaign", id)
    here.campaign.name = name
    shown = {"form": form, "title": "Settings", "nav": "settings", "back": reverse("campaign", args=[id])}
    if here.may("delete", Campaign):
        shown["delete_url"] = reverse("delete_campaign", args=[id])
    return here.page("pages/form.html", 422 if form.errors else 200, **shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, id: str) -> HttpResponse:
    """The owner's alone, and only while nothing was played: what was played stays on record."""
    here = at_campaign(request, id)
    here.need("delete", Campaign, "Only the campaign's owner deletes it.")
    also = "Its maps, locations, quests, characters, creatures and drafts go with it. There is no way back."
    back, onward = reverse("edit_campaign", args=[id]), reverse("campaigns")
    return deleting.delete(here, here.campaign, back, also, onward, take_away=dissolve)
