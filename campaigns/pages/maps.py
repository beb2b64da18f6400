"""Maps: the list of a campaign's, making and changing one, painting its terrain, its picture, deleting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.models import Map
from campaigns.pages import deleting
from campaigns.pages.map_form import MapForm
from campaigns.pages.reach import Here, at_campaign, at_row
from campaigns.permissions import pictured_maps
from campaigns.protection import played_in
from campaigns.terrain import paint, stamp
from engine.asking import Refused


@login_required
@require_safe
def maps(request: HttpRequest, id: str) -> HttpResponse:
    """They are listed with the other places."""
    at_campaign(request, id).need("view", Map)
    return redirect("places", id)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new_map(request: HttpRequest, id: str) -> HttpResponse:
    """A map that is not there yet; then on to painting it."""
    here = at_campaign(request, id)
    here.need("create", Map)
    return _edited(here, Map(campaign=here.campaign), "New map")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit_map(request: HttpRequest, id: str) -> HttpResponse:
    """Name, measures, notes and picture of a map."""
    here, row = at_row(request, Map, id, "change")
    return _edited(here, row, row.name)


def _edited(here: Here, row: Map, title: str) -> HttpResponse:
    request, is_new = here.request, row._state.adding
    form = MapForm(request.POST or None, request.FILES or None, instance=row)
    if request.method == "POST" and form.is_valid() and form.keep():
        messages.success(request, f"“{row.name}” is saved.")
        return redirect("paint_map", row.pk) if is_new else redirect("places", row.campaign_id)
    status = 422 if form.errors else 200
    return here.page("places/map.html", status, nav="places", map=row, form=form, is_new=is_new, title=title)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_map(request: HttpRequest, id: str) -> HttpResponse:
    """Asks first; what still needs the map is said instead."""
    here, row = at_row(request, Map, id, "delete")
    back = reverse("places", args=[row.campaign_id])
    return deleting.delete(here, row, back, "Its terrain, its picture and its notes go with it.")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def paint_map(request: HttpRequest, id: str) -> HttpResponse:
    """The terrain: a grid to paint on, and without JavaScript a text of one line a row. Scripts get JSON for an answer."""
    here, row = at_row(request, Map, id, "change")
    refused = None
    if request.method == "POST":
        try:
            row = paint(row, request.POST.get("terrain", ""), request.POST.get("seen", ""))
        except Refused as error:
            refused = error
    if request.method == "POST" and "application/json" in request.headers.get("Accept", ""):
        return _told(row, refused)
    if request.method == "POST" and refused is None:
        messages.success(request, "The terrain is saved.")
        return redirect("paint_map", row.pk)
    return _easel(here, row, refused)


def _told(row: Map, refused: Refused | None) -> HttpResponse:
    if refused is None:
        return JsonResponse({"seen": stamp(row)})
    status = 409 if refused.code == "conflict" else 400
    return JsonResponse({"code": refused.code, "detail": refused.message}, status=status)


def _easel(here: Here, row: Map, refused: Refused | None) -> HttpResponse:
    terrain = here.request.POST.get("terrain") if refused else None
    live = played_in(row)
    config: dict[str, Any] = {"name": row.name, "terrain": row.rows, "readOnly": bool(live)}
    if row.image:
        config["picture"] = reverse("map_image", args=[row.pk])
    return here.page(
        "places/paint.html",
        422 if refused else 200,
        nav="places",
        map=row,
        terrain="\n".join(row.rows) if terrain is None else terrain,
        seen=stamp(row),
        played_in=live,
        refused=refused,
        config=config,
    )


@login_required
@require_safe
def map_image(request: HttpRequest, id: str) -> HttpResponse:
    """The picture, to DMs and to those who play or have played on it; a browser keeps it and asks whether it is still so."""
    row = get_object_or_404(pictured_maps(request.user), pk=id)
    etag = f'"{row.image.name.rpartition("/")[2]}"'
    answer = get_conditional_response(request, etag=etag) or _picture(row)
    answer["ETag"] = etag
    answer["Cache-Control"] = "private, no-cache"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer


def _picture(row: Map) -> HttpResponse:
    try:
        with row.image.open("rb") as file:
            return HttpResponse(file.read(), content_type="image/webp")
    except FileNotFoundError as lost:
        raise Http404 from lost
