"""What the tests of character pages ask a browser for."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from campaigns.models import (
    Location,
    Map,
    PlayerCharacter,
)
from interactions.models import Interaction, Participant

Browser = Callable[[Any], Client]


def at(name: str, *args: Any) -> str:
    return reverse(name, args=args)


def text(answer: Any) -> str:
    return answer.content.decode()


def filled(client: Client, path: str) -> dict[str, Any]:
    """What a browser would send back from this page if nobody touched it."""
    form = client.get(path).context["form"]
    parts = [*getattr(form, "forms", []), *getattr(form, "old", []), *getattr(form, "new", [])] or [form]
    sent: dict[str, Any] = {}
    for part in parts:
        for field in part:
            value = field.value()
            if value is not None and value is not False:
                sent[field.html_name] = value
            elif field.name != "remove":
                sent[field.html_name] = ""
            if field.field.show_hidden_initial:
                sent[field.html_initial_name] = "" if value is None else value
    return sent


def seated(character: PlayerCharacter, mira: Any) -> Interaction:
    ground = Map.objects.create(campaign=character.campaign, name="Yard")
    place = Location.objects.create(campaign=character.campaign, map=ground, name="The yard")
    fight = Interaction.objects.create(
        campaign=character.campaign, name="Ambush", dm=mira, location=place, live_status="live"
    )
    Participant.objects.create(interaction=fight, character=character, x=0, y=0, order=0)
    return fight
