"""What REST answers about interactions is what its documentation says."""

from typing import Any

import msgspec
import pytest
from django.test import Client

from campaigns.models import Campaign, Location
from chat.answers import MessageRecord
from engine.commands import SendChat
from interactions import rooms
from interactions.api import answers
from interactions.door import ask
from interactions.models import Interaction
from interactions.shapes.documents import OwnDocument
from tests.interactions.conftest import post, start
from turns.answers import ActionRecord, LogRecord, TurnRecord

STREAMS = {"dm": answers.DmTable, "party": answers.PartyTable, "table": answers.PartyTable, "own": OwnDocument}


@pytest.fixture
def at(mira: Client, campaign: Campaign, yard: Location, people: Any) -> str:
    """A fight with a turn behind it, an action, a word and a snapshot; its address."""
    answer = start(mira, campaign)
    msgspec.convert(answer.json(), answers.Started)
    at = f"/api/interactions/{answer.json()['id']}/"
    state = mira.get(at + "state/").json()["state"]["dm"]["participants"]
    totals = {id: 20 - place for place, id in enumerate(sorted(state, key=lambda id: state[id]["name"]))}
    aria = max(totals, key=lambda id: totals[id])
    post(mira, at + "roll-initiative/", {"values": totals})
    wish = {"entityId": aria, "action": {"type": "custom", "description": "I shout."}}
    sent = post(browser_of(people["aria"]), at + "actions/", wish)
    msgspec.convert(sent.json(), answers.Done)
    msgspec.convert(post(mira, f"{at}skip-turn/", key="k").json(), answers.Done)
    msgspec.convert(post(mira, f"{at}skip-turn/", key="k").json(), answers.Done)
    ask(Interaction.objects.get(), people["aria"], SendChat(content="Hush."))
    post(mira, at + "pause/")
    rooms.stop_from_thread()
    return at


def browser_of(person: Any) -> Client:
    client = Client()
    client.force_login(person)
    return client


def shown(client: Client, path: str, kind: Any) -> Any:
    """The answer, which must be of this kind exactly."""
    answer = client.get(path)
    assert answer.status_code == 200, answer.content
    msgspec.convert(answer.json(), kind)
    return answer.json()


def rows(client: Client, path: str, kind: Any) -> None:
    """The rows of a list, of which there must be some."""
    found = client.get(path).json()["results"]
    assert msgspec.convert(found, list[kind]), path


@pytest.mark.parametrize("name", ["mira", "aria", "sven"])
def test_answers_are_what_the_documentation_says(signed_in: Any, at: str, name: str):
    client = signed_in(name)
    detail = shown(client, at, answers.Interaction)
    document = STREAMS["dm" if name == "mira" else "party"]
    for table in (detail["interactionState"], detail["lastStateSnapshot"]):
        msgspec.convert(table, document)
    for path, kind in (("state/", answers.State), ("snapshot/", answers.Snapshot)):
        for stream, told in shown(client, at + path, kind)["state"].items():
            msgspec.convert(told, STREAMS[stream])
    shown(client, "/api/live/", list[answers.LiveRow])
    rows(client, "/api/interactions/", answers.InteractionRow)
    rows(client, at + "turns/", TurnRecord)
    rows(client, at + "logs/", LogRecord)
    rows(client, at + "chat/", MessageRecord)
    if name != "sven":
        rows(client, at + "actions/", ActionRecord)


def test_a_draft_is_what_the_documentation_says(mira: Client, campaign: Campaign, yard: Location):
    wish = {"campaignId": campaign.pk, "name": "Later", "relatedLocationId": "yard", "participantMonsterIds": ["wolf"]}
    made = post(mira, "/api/interactions/", wish).json()
    assert len(msgspec.convert(made, answers.Interaction).participants) == 3
    assert shown(mira, f"/api/interactions/{made['id']}/", answers.Interaction) == made


def test_a_ticket_is_what_the_documentation_says(mira: Client, campaign: Campaign):
    answer = post(mira, "/api/ws-tickets/", {"path": "/ws/alerts/"})
    msgspec.convert(answer.json(), answers.Ticket)
