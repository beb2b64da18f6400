"""The pages that prepare an interaction: a new one, or a draft. DMs only; what is refused changes nothing and loses nothing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from campaigns.browsing import origins
from campaigns.models import Campaign
from campaigns.pages.deleting import ask_and_do
from campaigns.pages.reach import at_campaign
from campaigns.permissions import Verb, role_may
from campaigns.roles import campaigns_of, member_role
from engine.asking import Refused
from interactions import drafting, rooms
from interactions.duplicating import duplicate
from interactions.models import Interaction, LiveStatus
from interactions.pages import LONGEST_SEARCH, started
from interactions.preparing import checking, finding
from interactions.preparing.form import PrepareForm, as_it_is, as_typed, as_usual
from interactions.preparing.rows import Row, joined, listed, of_draft, sent, split
from interactions.preparing.showing import shown
from interactions.standing import may, seen_by

GONE_LIVE = "It has gone live: from now on it changes at its table only."


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare_new(request: HttpRequest, id: str) -> HttpResponse:
    """A new draft of a campaign; `?location=` and `?quest=` say what for."""
    campaign = get_object_or_404(campaigns_of(request.user), pk=id)
    if not role_may(member_role(request.user.pk, id) or "outsider", "create", "draft"):
        raise PermissionDenied
    return _page(request, campaign, None)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, id: str) -> HttpResponse:
    """A draft, to be prepared further."""
    draft = _draft_for(request, id, "change")
    if draft.live_status != LiveStatus.IDLE:
        messages.error(request, GONE_LIVE)
        return redirect("live", id)
    return _page(request, draft.campaign, draft)


@login_required
@require_POST
def duplicate_interaction(request: HttpRequest, id: str) -> HttpResponse:
    """The same once more, as a new draft."""
    copy = duplicate(_draft_for(request, id, "create"), request.user)
    messages.success(request, f"“{copy}” is a draft of its own.")
    return redirect("prepare", copy.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def delete_draft(request: HttpRequest, id: str) -> HttpResponse:
    """Throws a draft away; asks first."""
    draft = _draft_for(request, id, "delete")
    if draft.live_status != LiveStatus.IDLE:
        messages.error(request, GONE_LIVE)
        return redirect("live", id)
    here, question = at_campaign(request, draft.campaign_id), f"Delete the draft “{draft}”?"
    also = "Everybody in it and everything there is to win stays with the campaign."
    back, onward = reverse("prepare", args=[id]), reverse("campaign", args=[draft.campaign_id])
    return ask_and_do(
        here, question, "Delete", back, lambda: _throw_away(request, draft), onward, also=also, nav="table"
    )


def _throw_away(request: HttpRequest, draft: Interaction) -> None:
    """Inside a transaction. Raises `Refused("conflict")` where it has gone live meanwhile."""
    locked = Interaction.objects.select_for_update().filter(pk=draft.pk)
    if any(row.live_status != LiveStatus.IDLE for row in locked):
        raise Refused("conflict", GONE_LIVE)
    locked.delete()
    transaction.on_commit(lambda: rooms.forget(draft.pk))
    messages.success(request, f"“{draft}” is gone.")


def _draft_for(request: HttpRequest, id: str, verb: Verb) -> Interaction:
    found = get_object_or_404(seen_by(request.user).select_related("campaign", "location__map", "quest"), pk=id)
    if not may(found, verb, "draft"):
        raise PermissionDenied
    return found


def _page(request: HttpRequest, campaign: Campaign, draft: Interaction | None) -> HttpResponse:
    if request.method != "POST":
        form, rows = _opened(request, campaign, draft)
        return _rendered(request, form, rows, draft, {})
    if any("\0" in text for name, texts in request.POST.lists() for text in (name, *texts)):
        raise BadRequest("U+0000 is no character of a text.")
    rows = sent(campaign, request.POST)
    if not {"save", "live"} & request.POST.keys():
        rows = _worked(request.POST, campaign, rows)
        form = PrepareForm(campaign, initial=as_typed(request.POST))
        return _rendered(request, form, rows, draft, {})
    return _kept(request, campaign, draft, rows)


def _opened(request: HttpRequest, campaign: Campaign, draft: Interaction | None) -> tuple[PrepareForm, list[Row]]:
    """The form as it is at first: the draft, or the characters of the players at what the address names."""
    if draft is not None:
        rows = of_draft(drafting.drafted(draft), draft.xp_awards)
        return PrepareForm(campaign, initial=as_it_is(draft)), rows
    quest = campaign.quests.filter(pk=request.GET.get("quest", "")).first()
    suggested = {"location": request.GET.get("location"), "quest": quest, "name": quest.name if quest else ""}
    suggested |= as_usual({})
    party = drafting.together(drafting.players_characters(campaign), [], [])
    return PrepareForm(campaign, initial=suggested), of_draft(party, {})


def _worked(form: Any, campaign: Campaign, rows: list[Row]) -> list[Row]:
    """What the buttons inside the form do; the others (find, show the map) only show it again."""
    if "add" in form:
        return joined(rows, campaign, form["add"], form.get(f"count-{form['add']}", ""))
    if "remove" in form:
        return [row for place, row in enumerate(rows) if str(place) != form["remove"]]
    changes: dict[str, Callable[[Row], Row]] = {
        "unplace": lambda row: row._replace(cell=""),
        "split": lambda row: row._replace(xp=str(split(rows))) if row.kind == "character" else row,
    }
    for name, change in changes.items():
        if name in form:
            return [change(row) for row in rows]
    return rows


def _kept(request: HttpRequest, campaign: Campaign, draft: Interaction | None, rows: list[Row]) -> HttpResponse:
    """Saves the draft and goes live where that was asked; else the page with what is wrong with it."""
    initial = as_it_is(draft) if draft else {}
    form = PrepareForm(campaign, request.POST, initial=initial, live="live" in request.POST)
    wrong = checking.errors(rows, form.place)
    for sentence in checking.of_all(rows, len(listed(request.POST))):
        form.add_error(None, sentence)
    if not form.is_valid() or wrong:
        return _rendered(request, form, rows, draft, wrong)
    try:
        kept = _save(form, rows, draft, request.user)
    except ValidationError as refused:
        form.add_error(None, refused)
        return _rendered(request, form, rows, draft, wrong)
    if "live" in request.POST:
        return started(request, kept)
    messages.success(request, f"“{kept}” is kept as a draft.")
    return redirect("prepare", kept.pk)


def _save(form: PrepareForm, rows: list[Row], draft: Interaction | None, dm: Any) -> Interaction:
    """Raises ValidationError where it has gone live meanwhile, or cannot be kept like this."""
    if draft is None:
        return drafting.write(form.draft(dm, rows, {}))
    with transaction.atomic():
        locked = Interaction.objects.select_for_update().get(pk=draft.pk)
        if locked.live_status != LiveStatus.IDLE:
            raise ValidationError(GONE_LIVE)
        drafting.rewrite(locked, form.draft(dm, rows, locked.settings))
    rooms.forget(draft.pk)
    return locked


def _rendered(
    request: HttpRequest,
    form: PrepareForm,
    rows: list[Row],
    draft: Interaction | None,
    wrong: dict[int, dict[str, str]],
) -> HttpResponse:
    typed = request.POST or request.GET
    search, item_search = (typed.get(name, "").strip()[:LONGEST_SEARCH] for name in ("q", "qi"))
    chosen = [str(pk) for pk in form["reward_items"].value() or []]
    offers = finding.offers(form.campaign, search, rows)
    items = finding.items(form.campaign, item_search, chosen)
    page = shown(form, rows, wrong) | {
        "draft": draft,
        "q": search,
        "qi": item_search,
        "offers": offers,
        "items": items,
        "origins": origins(finding.monsters(rows, offers), [item for item, _ in items]),
    }
    failed = bool(wrong or (form.is_bound and form.errors))
    return render(request, "interactions/prepare.html", page, status=422 if failed else 200)
