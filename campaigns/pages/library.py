"""The library: looking for monsters, spells, items and conditions, reading one, and copying it into a campaign."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from campaigns import statblock
from campaigns.browsing import KINDS, found, origins
from campaigns.copying import copy
from campaigns.described import creature_line, item_facts, item_line, spell_facts, spell_line
from campaigns.models import Campaign, Item, Monster, Spell
from campaigns.pages.doors import row_for
from campaigns.pages.library_forms import SEARCHES
from campaigns.permissions import role_in as role_of_member
from campaigns.permissions import rows, sees_column
from engine.asking import Refused

A_PAGE = 30
AT_A_GLANCE = 6


@login_required
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Everything with that name, a few of each kind."""
    text = request.GET.get("q", "").strip()[:120]
    own = bool(request.GET.get("own"))
    glances = []
    for kind in KINDS:
        rows_found = found(request.user, kind, text, own)
        glances.append({"kind": kind, "count": rows_found.count(), "rows": list(rows_found[:AT_A_GLANCE])})
    shown = {"q": text, "own": own, "glances": glances, "kinds": KINDS, "kind": ""}
    shown["origins"] = origins(*(glance["rows"] for glance in glances))
    return render(request, "campaigns/library/glance.html", shown)


@login_required
@require_safe
def listing(request: HttpRequest, kind: str) -> HttpResponse:
    """One kind, narrowed as asked, a page at a time."""
    if kind not in SEARCHES:
        raise Http404
    form = SEARCHES[kind](request.user, request.GET)
    page = Paginator(form.results(), A_PAGE).get_page(request.GET.get("page"))
    shown = {"kind": kind, "kinds": KINDS, "form": form, "page": page, "origins": origins(page.object_list)}
    return render(request, "campaigns/library/list.html", shown)


@login_required
@require_safe
def one(request: HttpRequest, kind: str, id: str) -> HttpResponse:
    """A stat block, a spell, an item or a condition, with where it comes from."""
    if kind not in KINDS:
        raise Http404
    row = row_for(request, id, "view", KINDS[kind])
    shown = {"kind": kind, "kinds": KINDS, "row": row, "campaigns": rows(request.user, "change", Campaign)}
    shown["origins"] = origins([row])
    match row:
        case Monster():
            shown |= {"line": creature_line(row), **_stat_block(request, row)}
        case Spell():
            shown |= {"line": spell_line(row), "facts": spell_facts(row)}
        case Item():
            shown |= {"line": item_line(row), "facts": item_facts(row)}
    return render(request, "campaigns/library/one.html", shown)


def _stat_block(request: HttpRequest, monster: Any) -> dict[str, Any]:
    notes = sees_column(request.user, monster, "dm_notes", role_of_member(request.user, monster.campaign_id))
    return {
        "speeds": statblock.speeds(monster),
        "initiative": statblock.signed(monster.initiative_bonus),
        "initiative_score": 10 + monster.initiative_bonus,
        "abilities": statblock.abilities(monster),
        "facts": statblock.facts(monster),
        "sections": statblock.sections(monster, monster.features.all(), monster.attacks.all()),
        "dm_notes": monster.dm_notes if notes else "",
    }


@login_required
@require_POST
def copy_one(request: HttpRequest, kind: str, id: str) -> HttpResponse:
    """A copy in the campaign that was chosen; then to the copy."""
    if kind not in KINDS:
        raise Http404
    row: Any = row_for(request, id, "view", KINDS[kind])
    asked = request.POST.get("campaign")
    campaign = next((own for own in rows(request.user, "view", Campaign) if own.pk == asked), None)
    if campaign is None:
        raise Http404
    try:
        fresh = copy(row, campaign, request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("library_one", kind, row.pk)
    messages.success(request, f"“{fresh.name}” is now in “{campaign.name}”: change it there as you like.")
    return redirect("library_one", kind, fresh.pk)
