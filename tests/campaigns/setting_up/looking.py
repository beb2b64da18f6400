"""What a test does at a page, and what it reads there."""

from collections.abc import Callable
from typing import Any

from django.test import Client
from django.urls import reverse

from campaigns.models import Location
from interactions.models import Interaction

Browser = Callable[[Any], Client]


def live(yard: Location, mira: Any) -> Interaction:
    return Interaction.objects.create(campaign=yard.campaign, name="Ambush", dm=mira, location=yard, live_status="live")


def page(client: Client, name: str, *args: Any) -> Any:
    return client.get(reverse(name, args=args))


def text(answer: Any) -> str:
    return answer.content.decode()


def secret_of(answer: Any) -> str:
    return answer.context["link"].rstrip("/").rsplit("/", 1)[1]
