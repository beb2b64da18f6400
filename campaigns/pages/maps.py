"""Maps: the list of a campaign's, making and changing one, painting its terrain, its picture, deleting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.db.models import RestrictedError
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from campaigns.images import forget_images
from campaigns.models import Map
from campaigns.pages.doors import campaign_for, row_for
from campaigns.pages.map_form import MapForm
from campaigns.permissions import pictured_maps
from campaigns.protection import check_delete, played_in
from campaigns.terrain import paint, stamp
from engine.asking import Refused


@login_required
@require_GET
def maps(request: HttpRequest, id: str) -> HttpResponse:
    """The campaign's maps, for its DMs."""
    campaign = campaign_for(request, id, "view", Map)
    found = campaign.maps.prefetch_related("locations")
    return render(request, "campaigns/maps/list.html", {"campaign": campaign, "maps": found})


@login_required
@require_http_methods(["GET", "POST"])
def new_map(request: HttpRequest, id: str) -> HttpResponse:
    """A map that is not there yet; then on to painting it."""
    campaign = campaign_for(request, id, "create", Map)
    return _edited(request, Map(campaign=campaign))


@login_required
@require_http_methods(["GET", "POST"])
def edit_map(request: HttpRequest, id: str) -> HttpResponse:
    """Name, measures, notes and picture of a map."""
    return _edited(request, row_for(request, id, "change", Map))


def _edited(request: HttpRequest, row: Map) -> HttpResponse:
    is_new, name = row._state.adding, row.name
    form = MapForm(request.POST or None, request.FILES or None, instance=row)
    if request.method == "POST" and form.is_valid() and form.keep():
        messages.success(request, f"“{row.name}” is saved.")
        return redirect("paint_map" if is_new else "maps", row.pk if is_new else row.campaign_id)
    shown = {"campaign": row.campaign, "map": row, "form": form, "is_new": is_new, "title": name or "A new map"}
    return render(request, "campaigns/maps/edit.html", shown, status=422 if form.errors else 200)


@login_required
@require_http_methods(["GET", "POST"])
def delete_map(request: HttpRequest, id: str) -> HttpResponse:
    """Asks first; what still needs the map is said instead."""
    row = row_for(request, id, "delete", Map)
    if request.method == "POST":
        try:
            check_delete(row)
            with transaction.atomic():
                forget_images(row)
                row.delete()
        except Refused as refused:
            messages.error(request, refused.message)
        except RestrictedError:
            messages.error(
                request, f"“{row.name}” is the map of a location. Give that another map, or delete it first."
            )
        else:
            messages.success(request, f"“{row.name}” is deleted.")
        return redirect("maps", row.campaign_id)
    shown = {"campaign": row.campaign, "map": row, "locations": row.locations.all()}
    return render(request, "campaigns/maps/delete.html", shown)


@login_required
@require_http_methods(["GET", "POST"])
def paint_map(request: HttpRequest, id: str) -> HttpResponse:
    """The terrain: a grid to paint on, and without JavaScript a text of one line a row. Scripts get JSON for an answer."""
    row = row_for(request, id, "change", Map)
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
    return _easel(request, row, refused)


def _told(row: Map, refused: Refused | None) -> HttpResponse:
    if refused is None:
        return JsonResponse({"seen": stamp(row)})
    status = 409 if refused.code == "conflict" else 400
    return JsonResponse({"code": refused.code, "detail": refused.message}, status=status)


def _easel(request: HttpRequest, row: Map, refused: Refused | None) -> HttpResponse:
    terrain = request.POST.get("terrain") if refused else None
    live = played_in(row)
    config: dict[str, Any] = {"name": row.name, "terrain": row.rows, "readOnly": bool(live)}
    if row.image:
        config["picture"] = reverse("map_image", args=[row.pk])
    shown = {
        "campaign": row.campaign,
        "map": row,
        "terrain": "\n".join(row.rows) if terrain is None else terrain,
        "seen": stamp(row),
        "played_in": live,
        "refused": refused,
        "config": config,
    }
    return render(request, "campaigns/maps/paint.html", shown, status=422 if refused else 200)


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
