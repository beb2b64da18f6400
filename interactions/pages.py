"""The pages: my campaigns, a campaign with its interactions, starting one, and the table itself."""

import logging
from datetime import UTC, datetime
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from campaigns.browsing import origins, origins_at
from campaigns.ids import is_account_id
from campaigns.models import Campaign, Membership
from campaigns.permissions import role_may, role_sees
from campaigns.roles import campaigns_of, member_role, table_role
from engine.asking import Refused
from engine.state import Room
from interactions import drafting, rooms
from interactions.door import go_live as ask_to_go_live
from interactions.door import name_of
from interactions.forms import StartForm, character_rows, monster_rows
from interactions.glance import how_many, whose_turn
from interactions.models import Interaction, LiveStatus
from interactions.standing import current, may, role_in, seen_by
from interactions.storage import Unreadable

LONGEST_SEARCH = 120
log = logging.getLogger(__name__)


@login_required
@require_safe
def campaigns(request: HttpRequest) -> HttpResponse:
    """Everything I belong to."""
    mine = Membership.objects.filter(user=request.user, campaign=OuterRef("pk")).values("role")[:1]
    playing = Interaction.objects.filter(campaign=OuterRef("pk"), live_status__in=["live", "paused"])
    found = campaigns_of(request.user).annotate(member_role=Subquery(mine), playing=Exists(playing))
    rows = [{"campaign": c, "role": table_role(c.member_role), "live": c.playing} for c in found]
    return render(request, "campaigns/list.html", {"campaigns": rows})


@login_required
@require_safe
def campaign(request: HttpRequest, id: str) -> HttpResponse:
    """A campaign: what is and was played, and for DMs where to start something."""
    found, member = _mine(request, id)
    role = table_role(member)
    visible = Q() if role_sees(member, "participant", "hidden") else Q(participants__hidden=False)
    drafted = Count("participants", filter=visible)
    rows = list(seen_by(request.user).filter(campaign=found).annotate(drafted=drafted)[:200])
    standing = current([interaction for interaction in rows if _running(interaction)])
    shown = {
        "campaign": found,
        "nav": "table",
        "role": role,
        "interactions": [_card(interaction, standing.get(interaction.pk), role) for interaction in rows],
        "closed": [i.pk for i in rows if _running(i) and i.pk not in standing and rooms.why_closed(i.pk)],
        "can_start": role_may(member, "steer", "interaction")
        and not any(_running(interaction) for interaction in rows),
    }
    if role_may(member, "create", "draft"):
        shown.update(locations=found.locations.all(), quests=found.quests.all())
    return render(request, "campaigns/detail.html", shown)


def _mine(request: HttpRequest, id: str) -> tuple[Campaign, str]:
    """The campaign and my membership's role in it; for outsiders there is none."""
    found = get_object_or_404(campaigns_of(request.user), pk=id)
    role = member_role(request.user.pk, id)
    if role is None:
        raise Http404
    return found, role


def _running(interaction: Interaction) -> bool:
    return interaction.live_status in (LiveStatus.LIVE, LiveStatus.PAUSED)


def _card(interaction: Any, room: Room | None, role: str) -> dict[str, Any]:
    at = interaction.active_at
    return {
        "id": interaction.pk,
        "name": interaction.name,
        "kind": interaction.kind,
        "live_status": interaction.live_status,
        "outcome": interaction.outcome,
        "participant_count": how_many(room, role) if room else interaction.drafted,
        "current_turn": whose_turn(room, role) if room else "",
        "last_activity": datetime.fromtimestamp(at / 1000, UTC) if at else None,
    }


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def start_interaction(request: HttpRequest, id: str) -> HttpResponse:
    """Draft an interaction from a location or quest; with the button "start" it goes live at once.

    The button "find" only looks into the library: what was filled in stays, and nothing is checked yet.
    """
    found, member = _mine(request, id)
    if not role_may(member, "create", "draft"):
        raise PermissionDenied
    if any("\0" in text for name, texts in request.POST.lists() for text in (name, *texts)):
        raise BadRequest("U+0000 is no character of a text.")
    finding = "find" in request.POST
    form = StartForm(found, None if finding else request.POST or None, initial=_suggested(request, found))
    if request.method == "POST" and not finding and form.is_valid():
        try:
            interaction = drafting.write(form.draft(request.user))
        except ValidationError as wrong:
            form.add_error(None, wrong)
        else:
            return started(request, interaction) if "start" in request.POST else redirect("campaign", id)
    search = (request.POST or request.GET).get("q", "").strip()[:LONGEST_SEARCH]
    monsters = monster_rows(found, request.POST or request.GET, search)
    shown = {
        "campaign": found,
        "form": form,
        "q": search,
        "monster_rows": monsters,
        "origins": origins([row["monster"] for row in monsters], form.fields["reward_items"].queryset),
        "character_rows": character_rows(found, request.POST),
        "errors": form.errors,
    }
    return render(request, "interactions/start.html", shown, status=422 if form.errors else 200)


def _suggested(request: HttpRequest, campaign: Campaign) -> dict[str, Any]:
    """What was filled in before looking for a creature, or what the address names: a location, or a quest with its location."""
    if "find" in request.POST:
        return {**request.POST.dict(), "reward_items": request.POST.getlist("reward_items")}
    quest = campaign.quests.filter(pk=request.GET.get("quest", "")).first()
    location = request.GET.get("location") or (quest.location_id if quest else None)
    return {"location": location, "quest": quest, "name": quest.name if quest else ""}


@login_required
@require_POST
def go_live(request: HttpRequest, id: str) -> HttpResponse:
    """A draft goes live."""
    interaction = get_object_or_404(seen_by(request.user), pk=id)
    if not may(interaction, "steer", "interaction"):
        raise PermissionDenied
    return started(request, interaction)


def started(request: HttpRequest, interaction: Interaction) -> HttpResponse:
    """To the table; where going live is refused or takes too long, back to the campaign with the reason, and the draft stays."""
    try:
        ask_to_go_live(interaction, request.user)
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect("campaign", interaction.campaign_id)
    except TimeoutError:  # nobody knows yet whether it went live: the campaign's page will tell
        messages.error(request, "The table did not answer in time. Look here again in a moment: it may still go live.")
        return redirect("campaign", interaction.campaign_id)
    return redirect("live", interaction.pk)


@login_required
@require_safe
def live(request: HttpRequest, id: str) -> HttpResponse:
    """The table. What is on it comes through the socket. `?as=` shows a DM what a player or spectator sees."""
    interaction = get_object_or_404(seen_by(request.user).select_related("campaign", "location__map"), pk=id)
    closed = rooms.why_closed(interaction.pk)
    if closed is not None:
        return stays_closed(request, interaction, closed)
    config = {
        "interactionId": interaction.pk,
        "socketPath": f"/ws/interactions/{interaction.pk}/",
        **_eyes(request, interaction),
        "origins": [origin._asdict() for origin in origins_at(request.user, interaction.campaign)],
        "campaignUrl": f"/campaigns/{interaction.campaign_id}/",
        **_picture(interaction),
    }
    shown = {"interaction": interaction, "campaign": interaction.campaign, "live_config": config}
    return render(request, "interactions/live.html", shown)


def _eyes(request: HttpRequest, interaction: Interaction) -> dict[str, str]:
    """Whose page it is: that of who asks, or of whom a DM views as. Raises Http404."""
    user: Any = request.user
    role, viewed = role_in(interaction), request.GET.get("as", "")
    if not viewed:
        return {"role": role, "userId": str(user.pk), "userName": name_of(user)}
    others = Membership.objects.filter(campaign_id=interaction.campaign_id).select_related("user")
    found = (
        others.filter(user_id=viewed).first()
        if may(interaction, "steer", "interaction") and is_account_id(viewed)
        else None
    )
    if found is None or role_may(found.role, "steer", "interaction"):
        raise Http404
    return {"role": table_role(found.role), "userId": viewed, "userName": name_of(found.user), "viewAs": viewed}


def stays_closed(request: HttpRequest, interaction: Interaction, why: Unreadable) -> HttpResponse:
    """Instead of a page of this room: DMs hear which row it is, the others to ask them."""
    log.error("the room stays closed: %s", why)
    shown = {
        "interaction": interaction,
        "campaign": interaction.campaign,
        "dm": may(interaction, "steer", "interaction"),
    }
    return render(request, "interactions/closed.html", {**shown, "closed": why}, status=409)


def _picture(interaction: Interaction) -> dict[str, str]:
    """Where the page finds the picture under the grid, if the map has one."""
    map_ = interaction.location.map if interaction.location else None
    return {"mapPicture": reverse("map_image", args=[map_.pk])} if map_ and map_.image else {}
