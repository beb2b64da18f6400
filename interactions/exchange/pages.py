"""The pages on which a campaign goes out as a file, and comes in as one."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.text import slugify
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.exchange.document import LIMIT
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
    return as_file(export_campaign(campaign), campaign.name)


def as_file(content: bytes, name: str) -> HttpResponse:
    """A JSON document that a browser keeps instead of showing it."""
    answer = HttpResponse(content, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{slugify(name)[:60] or "campaign"}.json"'
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "no-store"
    return answer


@login_required
@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """A new campaign from a document; what is wrong with it is said, and nothing has changed."""
    if request.method == "GET":
        return _form(request, None)
    try:
        campaign = import_campaign(_sent(request.FILES.get("document")), request.user)
    except Refused as refused:
        return _form(request, refused)
    messages.success(request, f"“{campaign}” is yours now. Nobody plays its characters yet: give each to a player.")
    return redirect("campaign", campaign.pk)


def _sent(file: Any) -> bytes:
    if file is None:
        raise Refused("malformed", "Choose a file first.")
    content: bytes = file.read(LIMIT + 1)
    return content


def _form(request: HttpRequest, refused: Refused | None) -> HttpResponse:
    shown = {"refused": refused, "megabytes": LIMIT // 1024 // 1024}
    return render(request, "interactions/import.html", shown, status=422 if refused else 200)
