"""The official Python client works against the stand-in as it is, and the stand-in fails as it is told."""

import base64
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
from convex import ConvexError, ConvexInt64
from convex.http_client import ConvexExecutionError, ConvexHttpClient

from tests.convex.standin import ISSUER, ROOT, StandIn, standing_in

pytestmark = pytest.mark.process

FUNCTIONS = ROOT / "tests" / "convex-local" / "functions"


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with standing_in(tmp_path_factory.mktemp("notes"), FUNCTIONS, keep=True) as started:
        yield started


@pytest.fixture
def local(shared: StandIn) -> StandIn:
    shared.reset()
    return shared


def note(external_id: str = "n1", revision: int = 1, owner: str = "aria", text: str = "a door") -> dict[str, Any]:
    return {"externalId": external_id, "revision": revision, "owner": owner, "text": text}


def token(**claims: Any) -> str:
    """An unsigned JWT."""
    parts = [{"alg": "none"}, {"iss": ISSUER, "exp": time.time() + 60, **claims}]
    return ".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts) + "."


def test_values_come_back_as_they_went(local: StandIn):
    value = {
        "none": None,
        "yes": True,
        "five": 5.0,
        "half": -0.5,
        "huge": 1e300,
        "text": "Bär",
        "list": [1.0, [2.0]],
        "bytes": b"\0\1",
    }
    value |= {"big": ConvexInt64(2**60), "infinite": float("inf")}
    assert local.admin().query("notes:echo", {"value": value}) == value


def test_whole_numbers_come_back_as_floats(local: StandIn):
    raw = requests.post(
        f"{local.url}/api/query",
        json={"path": "notes:echo", "args": {"value": 5}, "format": "convex_encoded_json"},
        timeout=60,
    )
    assert raw.text == '{"status":"success","value":5.0,"logLines":[]}'


def test_an_internal_function_needs_the_admin_key(local: StandIn):
    with pytest.raises(ConvexExecutionError, match="Could not find public function for 'notes:put'"):
        ConvexHttpClient(local.url).mutation("notes:put", note())
    assert local.admin().mutation("notes:put", note()) == "applied"


def test_a_wrong_admin_key_is_refused(local: StandIn):
    client = ConvexHttpClient(local.url)
    client.set_admin_auth("dev|guess")
    with pytest.raises(Exception, match="401 BadAdminKey"):
        client.query("notes:find", {"externalId": "n1"})


@pytest.mark.parametrize("bad", ["rubbish", "a.b.c", token(sub="aria", exp=1), token(name="nobody")])
def test_a_bad_token_is_refused(local: StandIn, bad: str):
    client = ConvexHttpClient(local.url)
    client.set_auth(bad)
    with pytest.raises(Exception, match="401 InvalidAuthHeader"):
        client.query("notes:whoAmI")


def test_a_token_says_who_one_is(local: StandIn):
    client = ConvexHttpClient(local.url)
    client.set_auth(token(sub="aria", given_name="Aria"))
    assert client.query("notes:whoAmI") == {
        "subject": "aria", "issuer": ISSUER, "tokenIdentifier": f"{ISSUER}|aria", "givenName": "Aria",
    }  # fmt: skip
    client.clear_auth()
    assert client.query("notes:whoAmI") is None


def test_the_admin_key_can_act_as_somebody(local: StandIn):
    local.admin().mutation("notes:put", note(owner="bram", text="a trap"))
    assert local.person("bram").query("notes:mine") == ["a trap"]


def test_what_a_convex_error_carries_arrives(local: StandIn):
    with pytest.raises(ConvexError) as refused:
        local.admin().mutation("notes:putThenFail", note())
    assert refused.value.data == {"code": "second_thoughts", "tries": 1.0}


def test_a_mutation_that_throws_changes_nothing(local: StandIn):
    with pytest.raises(ConvexError):
        local.admin().mutation("notes:putThenFail", note())
    assert local.rows("notes") == []


def test_an_error_of_the_server_comes_with_status_200(local: StandIn):
    answer = requests.post(f"{local.url}/api/query", json={"path": "notes:nothing", "args": {}}, timeout=60)
    assert (answer.status_code, answer.json()["status"]) == (200, "error")


def test_tables_are_read_back_in_pages(local: StandIn):
    for start in range(0, 2500, 500):
        local.admin().mutation("notes:putAll", {"notes": [note(f"n{at:04}") for at in range(start, start + 500)]})
    assert list(local.by_id("notes")) == [f"n{at:04}" for at in range(2500)]
    assert local.rows("notes", externalId="n0042")[0]["text"] == "a door"


def test_pages_leave_out_nothing_that_was_made_in_the_same_moment(local: StandIn):
    local.admin().mutation("notes:putAll", {"notes": [note(f"n{at:02}") for at in range(30)]})
    opened, cursor, found = local.admin(), None, []
    while cursor != "_end_cursor":
        page = opened.query("notes:page", {"owner": "aria", "paginationOpts": {"cursor": cursor, "numItems": 7}})
        found += [row["externalId"] for row in page["page"]]
        cursor = page["continueCursor"]
    assert found == [f"n{at:02}" for at in range(30)]


# Faults


@pytest.mark.parametrize(("mode", "code"), [("503", "503 ServiceUnavailable"), ("429", "429 RateLimited")])
def test_refusing_changes_nothing(local: StandIn, mode: str, code: str):
    local.fault(mode, times=1)
    with pytest.raises(Exception, match=code):
        local.admin().mutation("notes:put", note())
    assert local.rows("notes") == []


def test_down_resets_connections_for_so_many_calls(local: StandIn):
    local.fault("down", times=2)
    for _ in range(2):
        with pytest.raises(requests.ConnectionError):
            local.admin().mutation("notes:put", note())
    assert local.admin().mutation("notes:put", note()) == "applied"


def test_down_cuts_connections_that_are_open(local: StandIn):
    with requests.Session() as session:
        session.get(f"{local.url}/version", timeout=60)
        local.fault("down")
        with pytest.raises(requests.ConnectionError):
            session.get(f"{local.url}/version", timeout=60)
        local.fault("none")
        assert session.get(f"{local.url}/version", timeout=60).ok


def test_silence_is_never_answered(local: StandIn):
    local.fault("silent")
    with pytest.raises(requests.ReadTimeout):
        requests.post(f"{local.url}/api/mutation", json={}, timeout=0.3)
    local.fault("none")
    assert local.rows("notes") == []


def test_slow_takes_its_time(local: StandIn):
    local.fault("slow", ms=300)
    began = time.monotonic()
    assert local.admin().mutation("notes:put", note()) == "applied"
    assert time.monotonic() - began >= 0.3


def test_a_lost_reply_was_carried_out(local: StandIn):
    local.fault("loseReplies", times=1)
    with pytest.raises(requests.ConnectionError):
        local.admin().mutation("notes:put", note())
    assert local.faults()["mode"] == "none"
    assert local.admin().mutation("notes:put", note()) == "stale"


def test_calls_and_bytes_are_counted(local: StandIn):
    local.admin().mutation("notes:put", note())
    local.admin().mutation("notes:put", note(revision=2))
    counted = local.traffic()["notes:put"]
    assert counted["calls"] == 2
    assert counted["requestBytes"] > 2 * len(json.dumps(note()))


# Restarts


def test_what_was_answered_outlives_a_crash(local: StandIn):
    local.admin().mutation("notes:put", note())
    local.admin().mutation("notes:put", note(revision=2, text="a trap"))
    before = local.rows("notes")
    local.restart()
    assert local.rows("notes") == before
    assert local.admin().mutation("notes:put", note(revision=2)) == "stale"


def test_without_a_state_file_it_begins_empty(tmp_path: Path):
    with standing_in(tmp_path, FUNCTIONS) as started:
        started.admin().mutation("notes:put", note())
        started.restart()
        assert started.rows("notes") == []


def test_a_fault_can_be_there_from_the_start(tmp_path: Path):
    with standing_in(tmp_path, FUNCTIONS, options=("--fault", "503", "--times", "1")) as started:
        with pytest.raises(Exception, match="503"):
            started.admin().query("notes:whoAmI")
        assert started.admin().query("notes:whoAmI") is None


def test_redacted_errors_say_nothing(tmp_path: Path):
    with (
        standing_in(tmp_path, FUNCTIONS, options=("--redact",)) as started,
        pytest.raises(ConvexExecutionError) as refused,
    ):
        started.admin().mutation("notes:put", {})
    assert str(refused.value).endswith("Server Error")
