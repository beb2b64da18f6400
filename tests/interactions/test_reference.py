"""The reference of the sockets says what is so, all of it, and nothing else."""

import ast
import json
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client

from engine import view
from engine.permissions import MAY, SYSTEM
from interactions import admission, consumers, fanout, protocol, seating, sockets, sweep
from interactions.management.commands.asyncapi import written
from interactions.reference import examples
from interactions.reference.asyncapi import content_of, description_of, document, who_may
from interactions.reference.reading import chapters
from interactions.shapes.codes import CLOSES, ERRORS
from interactions.shapes.documents import DmDocument, OwnDocument, PartyDocument
from interactions.shapes.frames import framed_as
from interactions.shapes.partial import partial
from tests import contract
from tests.interactions.table import Ears, Table

REFRESH = "run manage.py asyncapi --write and commit what it writes"
SOURCES = ("engine", "interactions", "campaignlive", "campaigns")


def example(name: str, **more: Any) -> dict[str, Any]:
    return json.loads(json.dumps(examples.frames()[name])) | more


# What the generated files say


@pytest.mark.parametrize("path", sorted(written()), ids=lambda path: path.name)
def test_what_is_committed_is_what_the_types_say(path: Path):
    assert path.read_text(encoding="utf-8") == written()[path], REFRESH


def test_the_document_is_printed_or_written(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    call_command("asyncapi")
    assert json.loads(capsys.readouterr().out) == document()
    call_command("asyncapi", output=str(tmp_path / "wire.json"))
    assert json.loads((tmp_path / "wire.json").read_text()) == document()


def references(value: Any) -> set[str]:
    if isinstance(value, dict):
        here = {value["$ref"]} if isinstance(value.get("$ref"), str) else set()
        return here.union(*(references(inner) for inner in value.values()))
    return set().union(*map(references, value)) if isinstance(value, list) else set()


def test_every_reference_in_it_leads_somewhere():
    for reference in references(document()):
        found: Any = document()
        for step in reference.removeprefix("#/").split("/"):
            found = found[step]
        assert found


@pytest.mark.parametrize("name", protocol.FRAMES)
def test_every_command_is_described_and_its_example_is_understood(name: str):
    assert description_of(content_of(name)), f"{content_of(name).__name__} needs a docstring: it is the reference"
    if name not in ("leaveRoom", "ping"):
        assert name in examples.COMMANDS, f"{name} needs an example in interactions/reference/examples.py"
    frame = examples.command(name)
    assert contract.check(protocol.FRAMES[name], frame, name) == ""
    assert protocol.parse(json.dumps(frame))


def test_every_command_says_who_may_ask_for_it():
    everything = {kind for name in protocol.COMMANDS if (kind := protocol.meaning_of(protocol.COMMANDS[name]))}
    assert everything == {kind for kind, who in MAY.items() if who != SYSTEM}
    assert who_may("moveEntity") == ("dm", "player")
    assert who_may("skipTurn") == ("dm",)
    assert who_may("joinRoom") == ("dm", "player", "spectator")


@pytest.mark.parametrize("name", examples.frames())
def test_every_frame_has_an_example_as_the_server_would_send_it(name: str):
    assert contract.faults(example(name)) == []
    assert framed_as(example(name)).__name__ == name


def constants(call: ast.Call) -> list[str]:
    """The codes that a call of `Refused` may give: one, or those of a choice."""
    first = call.args[0] if call.args else None
    choices = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    return [choice.value for choice in choices if isinstance(choice, ast.Constant) and isinstance(choice.value, str)]


def refused_with() -> set[str]:
    found: set[str] = set()
    for path in [path for folder in SOURCES for path in Path(settings.BASE_DIR, folder).rglob("*.py")]:
        calls = [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Call)]
        named = [call for call in calls if getattr(call.func, "id", "") in ("Refused", "Malformed", "_malformed")]
        found |= {code for call in named for code in constants(call)}
    return found


def test_the_error_codes_are_those_that_something_is_refused_with():
    assert set(ERRORS) == refused_with(), "interactions/shapes/codes.py lists the codes"


def test_the_close_codes_are_those_that_somebody_is_sent_away_with():
    said = {
        value
        for module in (admission, consumers, seating, sockets, sweep)
        for value in vars(module).values()
        if isinstance(value, int) and 4000 <= value < 5000
    }
    assert set(CLOSES) == said


# The page


@pytest.mark.django_db
def test_anybody_reads_the_page_and_finds_everything_on_it():
    answer = Client().get("/api/sockets/")
    assert answer.status_code == 200
    text = answer.content.decode()
    for chapter in chapters():
        assert f'id="{chapter.anchor}"' in text
        for entry in chapter.entries:
            assert text.count(f' id="{entry.name}"') == 1
            for field in entry.fields:
                assert all(f'href="#{piece.entry}"' in text for piece in field.kind if piece.entry)
    assert 'style="' not in text and "<script" not in text


def test_every_link_within_the_reference_leads_to_an_entry():
    entries = {entry.name for chapter in chapters() for entry in chapter.entries}
    fields = [field for chapter in chapters() for entry in chapter.entries for field in entry.fields]
    named = {piece.entry for field in fields for piece in field.kind if piece.entry}
    assert {name for name in named if name not in entries} == set()


def test_the_document_itself_is_served():
    assert Client().get("/api/sockets/asyncapi.json").json() == json.loads(json.dumps(document()))


# The contract: what a test hears is looked at


def test_a_frame_with_an_unknown_field_fails_the_test_that_hears_it(live: Table):
    aria = live.seat("aria")
    aria.ears.witness.hears(example("Ack", colour="red"))
    with pytest.raises(AssertionError, match=r"aria heard .* unknown field `colour`"):
        contract.settle()


def test_a_frame_that_lacks_a_field_fails_the_test_that_hears_it():
    frame = example("Error")
    del frame["message"]
    Ears("aria").witness.hears(frame)
    with pytest.raises(AssertionError, match="missing required field `message`"):
        contract.settle()


def test_what_a_room_really_writes_is_looked_at(live: Table, monkeypatch: pytest.MonkeyPatch):
    """From the engine's dict to the end of the test, nothing lets an undocumented field through."""
    monkeypatch.setattr(fanout, "document", lambda room, stream: {**view.document(room, stream), "mood": "grim"})
    live.seat("aria")
    with pytest.raises(AssertionError, match=r"aria heard .* unknown field `mood`"):
        contract.settle()


def test_frames_of_no_known_kind_are_no_frames():
    for frame in ({}, {"type": "hello"}, {"type": "update", "stream": "gods"}, {"type": "snapshot"}):
        Ears().witness.hears(frame)
        with pytest.raises(AssertionError, match="there is no such thing as the frame"):
            contract.settle()


@pytest.mark.parametrize(
    "changes",
    [
        {"participants": {"aria": {"mood": "grim"}}},
        {"participants": {"aria": {"name": None}}},
        {"participants": {"aria": {"armorClass": 14}}},
        {"roundNumber": None},
        {"availableActions": {}},
    ],
    ids=["unknown", "always there", "not the party's", "never null", "the DM's"],
)
def test_a_patch_that_players_cannot_have_is_no_patch(changes: dict[str, Any]):
    delta = {"type": "stateDelta", "kinds": ["participant"], "changes": changes}
    assert contract.faults(example("PartyUpdate", messages=[delta])) != []


def test_a_patch_may_remove_what_is_optional_and_whatever_is_kept_by_id():
    changes = {"currentTurn": None, "participants": {"wolf": None, "aria": {"tempHP": None}}}
    delta = {"type": "stateDelta", "kinds": ["participant"], "changes": changes}
    assert contract.faults(example("PartyUpdate", messages=[delta])) == []


def test_what_a_document_becomes_by_patches_is_looked_at_whole():
    """Half a newcomer is a patch, but no participant."""
    witness = contract.Witness("aria")
    witness.hears(example("PlayerSnapshot"))
    contract.settle()
    changes = {"participants": {"ghost": {"name": "Ghost"}}}
    delta = {"type": "stateDelta", "kinds": ["participant"], "changes": changes}
    witness.hears(example("PartyUpdate", messages=[delta]))
    with pytest.raises(AssertionError, match="the document of party after frame 42"):
        contract.settle()


def test_what_only_dms_are_told_is_nothing_for_players():
    resolved = {
        "type": "logEvent",
        "event": "ACTION_RESOLVED",
        "entityId": "aria",
        "actionId": "a1",
        "verb": "custom",
        "outcome": "denied",
        "status": "RESOLVED",
        "notes": "She forgot the ghost.",
    }
    assert contract.faults(example("DmUpdate", messages=[resolved])) == []
    assert contract.faults(example("PartyUpdate", messages=[resolved])) != []


def test_a_close_code_that_the_reference_does_not_have_fails_too():
    Ears("aria").close(4999)
    with pytest.raises(AssertionError, match="4999"):
        contract.settle()


def test_a_patch_has_every_field_of_its_document():
    for kind in (DmDocument, PartyDocument, OwnDocument):
        assert partial(kind).__struct_encode_fields__ == kind.__struct_encode_fields__
        assert partial(kind)() is not None
