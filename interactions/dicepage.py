"""The page on which anybody at the table can check the dice: what was promised, and after the end what was kept."""

from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from campaigns.ids import is_account_id
from engine.state import Lasting
from interactions import dicecheck, replay, rooms, storage
from interactions.models import LiveStatus
from interactions.pages import stays_closed
from interactions.standing import seen_by


@login_required
@require_safe
def dice(request: HttpRequest, id: str) -> HttpResponse:
    """The hash and the nonces; once it has ended, the seed and every open roll computed anew."""
    interaction = get_object_or_404(seen_by(request.user).select_related("campaign"), pk=id)
    shown: dict[str, Any] = {"interaction": interaction, "campaign": interaction.campaign}
    if interaction.live_status != LiveStatus.IDLE:
        try:
            lasting = rooms.state(id).lasting
        except storage.Unreadable as why:
            return stays_closed(request, interaction, why)
        shown |= {"seed_hash": lasting.seed_hash, "nonces": _nonces(lasting)}
    try:
        checked = dicecheck.check(id)
    except (dicecheck.NotYet, replay.Unreadable):
        return render(request, "interactions/dice.html", shown)
    shown |= {"checked": checked, "rolls": [_roll(roll) for roll in checked.rolls]}
    return render(request, "interactions/dice.html", shown)


def _nonces(lasting: Lasting) -> list[tuple[str, str]]:
    """By name, in the order in which they stand behind the seed."""
    people = get_user_model().objects.in_bulk([int(key) for key in lasting.nonces if is_account_id(key)])
    names = {str(key): person.get_full_name() or person.get_username() for key, person in people.items()}
    return [(names.get(user_id, "somebody"), nonce) for user_id, nonce in sorted(lasting.nonces.items())]


def _roll(roll: dicecheck.Roll) -> dict[str, Any]:
    return {
        "at": datetime.fromtimestamp(roll.at / 1000, UTC),
        "counter": roll.counter,
        "what": roll.what,
        "dice": f"{len(roll.faces)}d{roll.sides}",
        "faces": ", ".join(map(str, roll.faces)),
        "expected": ", ".join(map(str, roll.expected)),
        "agrees": roll.agrees,
    }
