"""Where it is played and what for: locations and quests are listed beside the maps, made, changed and deleted."""

from typing import Any, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import Location, Map, Quest
from campaigns.pages import deleting
from campaigns.pages.forms import Guarded, LocationForm, QuestForm
from campaigns.pages.reach import Here, at_campaign, at_row
from campaigns.permissions import rows


class Kind(NamedTuple):
    """One kind of place; `word` is in its addresses' names, `also` is what deleting takes along."""

    model: type[Any]
    form: Any
    word: str
    also: str = ""


KINDS = {
    "locations": Kind(Location, LocationForm, "location", "Quests that lead there lead nowhere then."),
    "quests": Kind(Quest, QuestForm, "quest"),
}
"""By the word in the address."""


@login_required
@require_safe
def places(request: HttpRequest, id: str) -> HttpResponse:
    """All three, each with the way to change it."""
    here = at_campaign(request, id)
    here.need("view", Location)
    return here.page(
        "places/list.html",
        nav="places",
        maps=_of(here, Map),
        locations=_of(here, Location).select_related("map"),
        quests=_of(here, Quest).select_related("location"),
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, id: str, kind: Kind) -> HttpResponse:
    """A new one of this kind."""
    here = at_campaign(request, id)
    here.need("create", kind.model)
    if kind.model is Location and not here.campaign.maps.exists():
        messages.info(request, "A location lies on a map: make the map first.")
        return redirect("new_map", id)
    return _edited(here, kind, kind.model(campaign=here.campaign), f"New {kind.word}")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, id: str, kind: Kind) -> HttpResponse:
    """Change it; what a live interaction plays with is refused with a sentence."""
    here, row = at_row(request, kind.model, id, "change")
    return _edited(here, kind, row, row.name, delete_url=reverse(f"delete_{kind.word}", args=[id]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, id: str, kind: Kind) -> HttpResponse:
    """Asks first."""
    here, row = at_row(request, kind.model, id, "delete")
    back, onward = reverse(kind.word, args=[id]), reverse("places", args=[here.campaign.pk])
    return deleting.delete(here, row, back, kind.also, onward)


def _edited(here: Here, kind: Kind, row: Any, title: str, **shown: Any) -> HttpResponse:
    form = _form(here, kind, row)
    if here.request.method == "POST" and form.is_valid():
        saved = form.save()
        messages.success(here.request, f"“{saved.name}” is saved.")
        return redirect("places", here.campaign.pk)
    back = reverse("places", args=[here.campaign.pk])
    shown = {"form": form, "title": title, "nav": "places", "back": back, **shown}
    return here.page("pages/form.html", 422 if form.errors else 200, **shown)


def _form(here: Here, kind: Kind, row: Any) -> Guarded:
    initial = {"map": here.request.GET.get("map"), "location": here.request.GET.get("location")}
    adding = row._state.adding
    return kind.form(here.request.user, here.request.POST or None, instance=row, initial=initial if adding else None)


def _of(here: Here, model: type[Model]) -> Any:
    return rows(here.request.user, "view", model).filter(campaign=here.campaign)
