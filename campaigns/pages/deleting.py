"""Deleting asks first, on a page of its own, and says why where it cannot be."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import ProtectedError, RestrictedError
from django.http import HttpResponse
from django.shortcuts import redirect

from campaigns.images import forget_images
from campaigns.pages.reach import Here
from campaigns.protection import check_delete
from engine.asking import Refused


def ask_and_do(
    here: Here, question: str, button: str, back: str, do: Callable[[], None], onward: str = "", **shown: Any
) -> HttpResponse:
    """GET asks `question`; POST does it and goes `onward` (else `back`), or shows the refusal in place of the button."""
    refusal = ""
    if here.request.method == "POST":
        try:
            with transaction.atomic():
                do()
            return redirect(onward or back)
        except Refused as refused:
            refusal = refused.message
    status = 409 if refusal else 200
    return here.page(
        "pages/confirm.html", status, question=question, button=button, back=back, refusal=refusal, **shown
    )


def take_away_alone(row: Any) -> None:
    """The row, with its pictures."""
    forget_images(row)
    row.delete()


def delete(
    here: Here,
    row: Any,
    back: str,
    also: str = "",
    onward: str = "",
    take_away: Callable[[Any], None] = take_away_alone,
) -> HttpResponse:
    """The page that deletes a row; `also` says what goes with it."""
    name = str(row)

    def do() -> None:
        check_delete(row)
        try:
            take_away(row)
        except (ProtectedError, RestrictedError) as error:
            raise Refused("conflict", _needed_by(name, error, here.dm)) from None
        messages.success(here.request, f"“{name}” is gone.")

    return ask_and_do(here, f"Delete “{name}”?", "Delete", back, do, onward, also=also)


def _needed_by(name: str, error: ProtectedError | RestrictedError, dm: bool) -> str:
    """Names what stands in the way, three at most; to DMs only, since it may be a draft."""
    if not dm:
        return f"“{name}” stays: something the DM has laid out, or that was played, still needs it."
    rows = error.protected_objects if isinstance(error, ProtectedError) else error.restricted_objects
    names = sorted({_named(row) for row in rows})
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    return f"“{name}” stays: {', '.join(names[:3])}{more} still needs it."


def _named(row: Any) -> str:
    """A part of something is called by what it is a part of."""
    whole = getattr(row, "interaction", None) or getattr(row, "player_character", None) or getattr(row, "npc", None)
    return f"“{whole or row}”"
