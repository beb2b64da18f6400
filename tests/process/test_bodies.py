"""A request that brings too much is refused before it fills the disk."""

import http.client
import json
from collections.abc import Iterator

import pytest

from tests.process.serving import PATIENCE, Served

pytestmark = pytest.mark.process

MEGABYTE = 1024 * 1024


def answer(
    served: Served, body: Iterator[bytes], path: str = "/api/campaigns/", **headers: str
) -> tuple[int, str, bytes]:
    """Status, type and body; the request is sent in pieces, chunked where no length is announced."""
    connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=PATIENCE)
    headers |= {"Content-Type": "application/json", "Cookie": f"sessionid={served.cast['mira'][1]}"}
    connection.request("POST", path, body, headers, encode_chunked="Content-Length" not in headers)
    found = connection.getresponse()
    return found.status, found.headers["Content-Type"], found.read()


def megabytes(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b" " * MEGABYTE


@pytest.mark.parametrize("headers", [{"Content-Length": str(13 * MEGABYTE)}, {"Transfer-Encoding": "chunked"}])
def test_more_than_twelve_megabytes_are_refused_with_a_problem_document(served: Served, headers: dict[str, str]):
    status, kind, body = answer(served, megabytes(13), **headers)
    assert (status, kind) == (413, "application/problem+json")
    assert json.loads(body)["code"] == "too_large"
    assert json.loads(body)["detail"] == "A request may bring 12 MB at most."


@pytest.mark.parametrize("headers", [{"Content-Length": str(11 * MEGABYTE)}, {"Transfer-Encoding": "chunked"}])
def test_a_picture_of_a_map_has_room(served: Served, headers: dict[str, str]):
    """It gets as far as Django, which misses the token of a form."""
    assert answer(served, megabytes(11), **headers)[0] == 403


def test_the_document_of_a_campaign_has_more_room(served: Served):
    for path in ("/api/campaigns/import/", "/campaigns/import/"):
        assert answer(served, megabytes(20), path, **{"Transfer-Encoding": "chunked"})[0] == 403
        assert answer(served, megabytes(22), path, **{"Transfer-Encoding": "chunked"})[0] == 413


def test_who_asks_first_hears_it_before_sending_anything(serve: Served):
    """daphne waits for the whole request before anybody hears of it."""
    connection = http.client.HTTPConnection("127.0.0.1", serve.port, timeout=PATIENCE)
    connection.putrequest("POST", "/api/campaigns/")
    connection.putheader("Content-Length", str(100 * MEGABYTE))
    connection.putheader("Expect", "100-continue")
    connection.endheaders()
    assert connection.getresponse().status == 413
