"""Whatever is at the other end of the line, the client ends in time and says what it was."""

import contextlib
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from sync.client import Client, FunctionFailed, RetryLater, connect
from sync.sending import calling
from tests.sync.peers import (
    Behaviour,
    Peer,
    answers,
    breaks_off,
    floods,
    hangs_up,
    says,
    stays_silent,
    trickles,
    trickles_headers,
)

PATIENCE = 0.4
"""Seconds for somebody who never comes to an end."""
ENDLESS = (stays_silent, trickles, trickles_headers)
IN_TIME = 20
"""Seconds: a busy machine may need a good part of them, and without a patience of its own a call would take longer."""


@pytest.fixture
def peer() -> Iterator[Callable[[Behaviour], Peer]]:
    peers: list[Peer] = []

    def begin(behaviour: Behaviour) -> Peer:
        peers.append(Peer(behaviour))
        return peers[-1]

    yield begin
    for each in peers:
        each.close()


def asked(peer: Peer, **more: Any) -> Any:
    patience = {"patience": PATIENCE} if peer.behaviour in ENDLESS else {}
    with contextlib.closing(Client(peer.url, "dev|admin", **patience)) as client:
        return client.mutation("liveSystem:recordTurn", {"n": 1, **more})


def test_it_asks_as_the_official_client_does_and_understands_the_answer(peer: Callable[[Behaviour], Peer]):
    convex = peer(answers({"n": 5.0, "big": {"$integer": "AQAAAAAAAAA="}}))
    assert asked(convex) == {"n": 5.0, "big": 1}
    head, _, body = convex.heard[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /api/mutation HTTP/1.1")
    assert b"Authorization: Convex dev|admin" in head
    assert json.loads(body) == {"path": "liveSystem:recordTurn", "format": "convex_encoded_json", "args": {"n": 1.0}}


def test_one_connection_is_kept(peer: Callable[[Behaviour], Peer]):
    lines = set()

    def answer(line: socket.socket, request: bytes) -> None:
        lines.add(line.fileno())
        answers(None)(line, request)

    client = Client(peer(answer).url)
    assert [client.query("node:lineageOf"), client.query("node:lineageOf")] == [None, None]
    assert len(lines) == 1


def test_no_netrc_has_a_say_in_who_we_are(
    peer: Callable[[Behaviour], Peer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login otto password guess\n")
    monkeypatch.setenv("NETRC", str(tmp_path / ".netrc"))
    convex = peer(answers(None))
    asked(convex)
    assert b"Authorization: Convex dev|admin" in convex.heard[0]


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (stays_silent, "does not answer"),
        (hangs_up, "does not answer"),
        (breaks_off, "does not answer"),
        (trickles, "within 0.4 s"),
        (trickles_headers, "does not answer within 0.4 s"),
        (floods, "more than"),
        (says(b"<html>Welcome!</html>"), "no answer: b'<html>"),
        (says(b"[" * 5_000), "no answer"),
        (says(b'{"status":"perhaps"}'), "no answer"),
        (says(b'{"value":1}'), "no answer"),
        (says(b"\xff\xfe"), "no answer"),
        (says(b""), "no answer"),
        (answers({"$weird": "5"}), "recordTurn answered what is no value"),
        (answers({"$integer": 5}), "recordTurn answered what is no value"),
        (says(b"here", "302 Found", "Location: https://elsewhere.example/"), "302 here"),
        (says(b"who?", "401 Unauthorized"), "does not accept CONVEX_ADMIN_KEY: 401 who?"),
        (says(b"nobody", "404 Not Found"), "404 nobody"),
        (says(b"slowly", "429 Too Many Requests"), "429 slowly"),
        (says(b"", "503 Service Unavailable"), "503"),
    ],
)
def test_what_is_no_answer_is_for_later(peer: Callable[[Behaviour], Peer], behaviour: Behaviour, said: str):
    began = time.monotonic()
    with pytest.raises(RetryLater) as later:
        asked(peer(behaviour))
    assert said in str(later.value) and "admin|" not in str(later.value) and len(str(later.value)) < 600
    assert time.monotonic() - began < IN_TIME


def test_neither_is_a_name_that_is_looked_up_for_long(monkeypatch: pytest.MonkeyPatch):
    over = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: over.wait(60) or [])
    began = time.monotonic()
    with pytest.raises(RetryLater, match="does not answer within"):
        Client("http://convex.example", patience=PATIENCE).query("node:lineageOf")
    assert time.monotonic() - began < IN_TIME
    over.set()


def test_after_which_the_next_call_is_well(peer: Callable[[Behaviour], Peer]):
    """The line on which nobody answered in time is not asked again."""
    convex = peer(trickles_headers)
    client = Client(convex.url, patience=PATIENCE)
    with pytest.raises(RetryLater):
        client.query("node:lineageOf")
    convex.behaviour = answers("well")
    client._patience = 30  # it needs none of it, unless the machine is busy
    assert client.query("node:lineageOf") == "well"


def test_where_nobody_listens_it_is_for_later_too():
    with socket.create_server(("127.0.0.1", 0)) as gone:
        port = gone.getsockname()[1]
    with pytest.raises(RetryLater, match=r"Convex does not answer: .*refused"):
        Client(f"http://127.0.0.1:{port}").query("node:lineageOf")


@pytest.mark.parametrize(("asks", "waits"), [("7", 7), ("100000", 300), ("soon", 0), ("-3", 0), ("", 0)])
def test_convex_may_say_how_long_to_wait_within_bounds(peer: Callable[[Behaviour], Peer], asks: str, waits: float):
    with pytest.raises(RetryLater) as later:
        asked(peer(says(b"", "429 Too Many Requests", f"Retry-After: {asks}")))
    assert later.value.after == waits


@pytest.mark.parametrize(
    ("behaviour", "said"),
    [
        (says(b'{"status":"error","errorMessage":"no such table"}'), "no such table"),
        (says(b'{"status":"error","errorMessage":"it threw"}', "560 Custom"), "it threw"),
        (says(b'{"status":"error"}'), "did not say why"),
        (says(b"bad arguments", "400 Bad Request"), "400 bad arguments"),
        (says(b"", "413 Payload Too Large"), "413"),
    ],
)
def test_what_a_function_says_no_to_is_told_apart(peer: Callable[[Behaviour], Peer], behaviour: Behaviour, said: str):
    with pytest.raises(FunctionFailed, match=said):
        asked(peer(behaviour))


def test_what_a_function_says_beside_it_is_kept(peer: Callable[[Behaviour], Peer]):
    with pytest.raises(FunctionFailed) as failed:
        asked(peer(says(b'{"status":"error","errorMessage":"no","errorData":{"code":"conflict"}}')))
    assert failed.value.data == {"code": "conflict"}


@pytest.mark.parametrize(
    "value", [None, 5, {}, {"results": "none"}, {"results": []}, {"results": [{"status": "perhaps"}]}]
)
def test_a_batch_wants_one_result_an_operation(peer: Callable[[Behaviour], Peer], value: Any):
    call = calling(Client(peer(answers(value)).url))
    with pytest.raises(RetryLater, match="batchStateOperations answered"):
        call([b'{"op":"recordTurn","args":{}}'])


def test_operations_go_as_they_stand_in_the_outbox(peer: Callable[[Behaviour], Peer]):
    convex = peer(answers({"results": [{"status": "applied"}, {"status": "stale", "more": True}]}))
    results = calling(Client(convex.url))([b'{"op":"a","args":{"n":1}}', b'{"op":"b","args":{}}'])
    assert [each.status for each in results] == ["applied", "stale"]
    assert convex.heard[0].endswith(b'"args":{"operations":[{"op":"a","args":{"n":1}},{"op":"b","args":{}}]}}')


def test_it_knows_where_from_the_settings(settings: Any):
    settings.CONVEX_URL = "https://fox-1.convex.cloud"
    client = connect(patience=3)
    assert (client.address, client.auth) == ("https://fox-1.convex.cloud", "Convex dev|admin")
