"""The table of roles says of what is played the same as the engine's table of commands."""

from typing import Any

import pytest

from campaigns.management.commands.describe_roles import page
from campaigns.permissions import AT_TABLES, MEMBERS, Thing, Verb
from campaigns.roles import table_role
from engine import commands as c
from engine.permissions import MAY
from interactions.api.views import COMMANDS

ASKED: dict[type, tuple[Verb, Thing]] = {
    **{kind: ("steer", "interaction") for word, (kind, _) in COMMANDS.items() if word != "roll-initiative"},
    c.AddParticipant: ("steer", "interaction"),
    c.RemoveParticipant: ("steer", "interaction"),
    c.TakeTurn: ("create", "action"),
    c.ResolveAction: ("change", "action"),
    c.SendChat: ("create", "chat message"),
    c.HideChat: ("change", "chat message"),
}
"""What a command is in the words of the table."""


@pytest.mark.parametrize("command", ASKED, ids=lambda command: command.__name__)
def test_who_may_ask_a_table_for_it_is_who_the_role_table_says(command: Any):
    verb, thing = ASKED[command]
    allowed = {role for role in MEMBERS if table_role(role) in MAY[command]}
    assert allowed == AT_TABLES[thing][verb]


@pytest.mark.parametrize("thing", AT_TABLES)
def test_what_is_played_stands_in_the_page_of_roles(thing: str):
    assert f"\n| {thing} | " in page()
