"""The pages on which a campaign goes out as a file, and comes in as one."""

import math
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe
from rest_framework.settings import api_settings

from campaigns.exchange.document import LIMIT, PIXELS_LIMIT
from campaigns.models import Campaign
from campaigns.permissions import may, rows
from engine.asking import Refused
from interactions.exchange.campaign import export_campaign, import_campaign


@login_required
@require_safe
def export_page(request: HttpRequest, id: str) -> HttpResponse:
    """The campaign's document, to be kept."""
    campaign = get_object_or_404(rows(request.user, "view", Campaign), pk=id)
    if not may(request.user, "export", Campaign, id):
        raise PermissionDenied
    try:
        return as_file(export_campaign(campaign), campaign.name)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("campaign", id)


def as_file(content: bytes, name: str) -> HttpResponse:
    """A JSON document that a browser keeps instead of showing it."""
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)[:60] or "campaign"}.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """A new campaign from a document; what is wrong with it is said, and nothing has changed."""
    if request.method != "POST":
        return _form(request, None)
    try:
        sent = _sent(request.FILES.get("document"))
        _count(request)
        campaign = import_campaign(sent, request.user)
    except Refused as refused:
        return _form(request, refused)
    messages.success(request, f"“{campaign}” is yours now. Nobody plays its characters yet: give each to a player.")
    return redirect("campaign", campaign.pk)


def _sent(file: Any) -> bytes:
    if file is None:
        raise Refused("malformed", "Choose a file first.")
    content: bytes = file.read(LIMIT + 1)
    return content


class _Importing:
    """What the throttles of REST ask a view for: page and REST count together."""

    throttle_scope = "imports"


def _count(request: HttpRequest) -> None:
    """Raises `Refused("rate_limited")` to who has imported too often."""
    for throttle in (kind() for kind in api_settings.DEFAULT_THROTTLE_CLASSES):
        if not throttle.allow_request(request, _Importing):
            minutes = math.ceil((throttle.wait() or 60) / 60)
            raise Refused("rate_limited", f"That were many imports. Go on in {minutes} min.")


def _form(request: HttpRequest, refused: Refused | None) -> HttpResponse:
    shown = {"refused": refused, "megabytes": LIMIT // 1024 // 1024, "megapixels": PIXELS_LIMIT // 1_000_000}
    status = 200 if refused is None else 429 if refused.code == "rate_limited" else 422
    return render(request, "interactions/import.html", shown, status=status)
