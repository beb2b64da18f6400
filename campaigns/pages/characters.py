"""Characters: the campaign's, a sheet, and its sections to change one by one."""

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from campaigns.browsing import Origin, origins
from campaigns.models import Item, PlayerCharacter, Spell
from campaigns.pages import deleting
from campaigns.pages import sheet as sheets
from campaigns.pages.choosing import offered
from campaigns.pages.inventory_forms import InventoryForms
from campaigns.pages.part_forms import AttackForm, FeatureForm, PartForms
from campaigns.pages.reach import Here, at_campaign, at_row
from campaigns.pages.sheet_forms import NewCharacterForm, NumbersForm, PersonForm
from campaigns.pages.spells_form import SpellsForm
from campaigns.permissions import may_touch, rows
from campaigns.protection import check_change, played_in
from engine.asking import Refused


@login_required
@require_safe
def characters(request: HttpRequest, id: str) -> HttpResponse:
    """Everybody's, mine first."""
    here = at_campaign(request, id)
    found = rows(request.user, "view", PlayerCharacter).filter(campaign=here.campaign).select_related("owner")
    playing = set(here.campaign.memberships.values_list("user_id", flat=True))
    listed = sorted(found, key=lambda c: (c.owner_id != request.user.pk, c.name.casefold()))
    cards = [{"character": c, "mine": c.owner_id == request.user.pk, "left": c.owner_id not in playing} for c in listed]
    may_create = here.may("create", PlayerCharacter)
    return here.page("characters/list.html", nav="characters", cards=cards, may_create=may_create)


@login_required
@require_safe
def sheet(request: HttpRequest, id: str) -> HttpResponse:
    """One sheet, whole or as the others see it."""
    here, character = at_row(request, PlayerCharacter, id, "view")
    shown = sheets.shown(request.user, here.role, character)
    may_change = may_touch(request.user, "change", character)
    return here.page("characters/sheet.html", nav="characters", may_change=may_change, **shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, id: str) -> HttpResponse:
    """A player makes her own, a DM one for anybody."""
    here = at_campaign(request, id)
    here.need("create", PlayerCharacter, "Spectators watch: they have no characters.")
    character = PlayerCharacter(campaign=here.campaign, owner=None if here.dm else request.user)
    form = NewCharacterForm(here.dm, request.POST or None, instance=character)
    if request.method == "POST" and form.is_valid():
        return redirect("character", form.keep().pk)
    shown = {"form": form, "title": "New character", "back": reverse("characters", args=[id]), "nav": "characters"}
    return here.page("pages/form.html", 422 if form.errors else 200, **shown)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete(request: HttpRequest, id: str) -> HttpResponse:
    """Asks first."""
    here, character = at_row(request, PlayerCharacter, id, "delete")
    back, onward = reverse("character", args=[id]), reverse("characters", args=[here.campaign.pk])
    return deleting.delete(here, character, back, "Everything on the sheet goes with it.", onward)


class Section(NamedTuple):
    """A part of the sheet with a form of its own. `played`: whether a live table plays with all of it."""

    title: str
    form: Callable[[Here, PlayerCharacter, Any], Any]
    played: bool = True


def _person(here: Here, character: PlayerCharacter, sent: Any) -> PersonForm:
    at_table = "at-table" in sent if sent else bool(played_in(character))
    return PersonForm(here.dm, at_table, sent, instance=character)


def _spells(here: Here, character: PlayerCharacter, sent: Any) -> SpellsForm:
    return SpellsForm(offered(here.request.user, Spell, here.campaign), sent, instance=character)


def _inventory(here: Here, character: PlayerCharacter, sent: Any) -> InventoryForms:
    return InventoryForms(character, offered(here.request.user, Item, here.campaign), sent)


SECTIONS: Final = {
    "person": Section("Who it is", _person, played=False),
    "numbers": Section("Numbers", lambda here, character, sent: NumbersForm(sent, instance=character)),
    "spells": Section("Magic", _spells),
    "inventory": Section("Belongings", _inventory),
    "attacks": Section("Attacks", lambda here, character, sent: PartForms(character, AttackForm, sent)),
    "features": Section(
        "Traits and features", lambda here, character, sent: PartForms(character, FeatureForm, sent), played=False
    ),
}
"""By the word in the address."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, id: str, section: str) -> HttpResponse:
    """One section of a sheet. While the character is at a live table its figures stay as they are, and the page says so."""
    if section not in SECTIONS:
        raise Http404
    here, character = at_row(request, PlayerCharacter, id, "change")
    chosen, name = SECTIONS[section], character.name
    form = chosen.form(here, character, request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        refusal = _kept(form, character, section, chosen.played)
        if not refusal:
            messages.success(request, f"{name}: {chosen.title.lower()} saved.")
            return redirect("character", id)
    shown = {"form": form, "title": chosen.title, "name": name, "character": character, "refusal": refusal}
    complained = request.method == "POST"
    return here.page(
        f"characters/{section}.html",
        409 if refusal else 422 if complained else 200,
        nav="characters",
        at_table=played_in(character),
        played=chosen.played,
        sections=SECTIONS.items(),
        section=section,
        origins=_origins(character, section),
        **shown,
    )


def _origins(character: PlayerCharacter, section: str) -> list[Origin]:
    """Of what this section lists of the library."""
    if section == "spells":
        return origins(character.spells.all())
    if section == "inventory":
        return origins([entry.item for entry in character.inventory.select_related("item")])
    return []


def _kept(form: Any, character: PlayerCharacter, section: str, played: bool) -> str:
    """Writes what was changed; the reason where a live table does not allow it."""
    try:
        if played and form.has_changed():
            check_change(character, {section})
        form.keep()
    except Refused as refused:
        return refused.message
    except IntegrityError:
        return "Somebody else changed this sheet in the same moment. Look at it again."
    return ""
