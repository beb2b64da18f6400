"""Convex over HTTP: a session with time-outs, answers of bounded size, and two kinds of failure told apart.

`ConvexClient`, the other one of the package, speaks over a websocket, holds the interpreter while it waits, retries for
ever and cannot be interrupted: it is not for use inside a server.
"""

import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from http.client import HTTPException
from typing import Any, TypeVar

import msgspec
import requests
from convex import convex_to_json, json_to_convex
from convex.http_client import ConvexHttpClient
from django.conf import settings
from urllib3.exceptions import HTTPError

CONNECT = 3.0
"""Seconds for the connection."""
SILENCE = 10.0
"""Seconds without a byte of the answer."""
PATIENCE = 30.0
"""Seconds for the whole answer, however it trickles."""
MOST = 32 * 1024 * 1024
"""Bytes of an answer: twice what a function of Convex may return."""
LONGEST_WAIT = 300.0
"""Seconds that a server may ask us to wait."""

THREW = 560
"""The status of Convex's own with which some of its versions say that a function threw; elsewhere it is 200."""
OUR_MISTAKES = (400, 413, 422)
Answer = TypeVar("Answer")
BROKEN_LINE = (requests.RequestException, HTTPError, HTTPException, OSError)


class RetryLater(Exception):
    """No fault of what was sent: no connection, no answer or none that can be read, overload, a wrong key. `after`:
    seconds that Convex asks to wait."""

    def __init__(self, sentence: str, after: float = 0.0) -> None:
        super().__init__(sentence)
        self.after = after


class FunctionFailed(Exception):
    """The function threw, or its arguments were not accepted; `data` is what a ConvexError carries."""

    def __init__(self, message: str, data: Any = None) -> None:
        super().__init__(message[:2000])
        self.data = data


class _Said(msgspec.Struct):
    """What every function answers with."""

    status: str
    value: msgspec.Raw = msgspec.Raw(b"null")
    errorMessage: str = ""  # Convex's names
    errorData: Any = None


_read_answer = msgspec.json.Decoder(_Said).decode


class _Session(requests.Session):
    """Follows nobody elsewhere; the bodies of such answers, which requests would read whole, are bounded like all."""

    def get_redirect_target(self, resp: requests.Response) -> None:
        return None


class Client(ConvexHttpClient):
    """One connection to Convex, for one thread. `query` and `mutation` are ConvexHttpClient's; all raise `RetryLater` and
    `FunctionFailed`. `patience`: seconds for the whole of one call."""

    def __init__(self, address: str, key: str = "", *, patience: float = PATIENCE) -> None:
        super().__init__(address.rstrip("/"))
        if key:
            self.set_admin_auth(key)
        self._patience = patience
        self._session = self._new_session()

    def mutate(self, name: str, args: bytes, most: int = MOST) -> msgspec.Raw:
        """The same as `mutation`, of arguments that are JSON already; the value as JSON."""
        return self._call(f"{self.address}/api/mutation", name, args, most)

    def close(self) -> None:
        self._session.close()

    def _request(self, url: str, name: str, args: Mapping[str, Any] | None) -> Any:
        """What ConvexHttpClient's own methods go through."""
        packed = msgspec.json.encode(convex_to_json(dict(args or {})))
        value = msgspec.json.decode(self._call(url, name, packed, MOST))
        try:
            return json_to_convex(value)
        except (ValueError, TypeError) as error:  # Convex's own way of writing values is not kept to
            raise RetryLater(f"{name} answered what is no value: {_short(error)}") from error

    def _new_session(self) -> requests.Session:
        session = _Session()
        session.auth = self._sign  # ours, so that no ~/.netrc has a say
        session.headers.update({"Accept-Encoding": "identity", "Content-Type": "application/json"})
        return session

    def _sign(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        if self.auth:
            request.headers["Authorization"] = self.auth
        return request

    def _call(self, url: str, name: str, args: bytes, most: int) -> msgspec.Raw:
        body = b'{"path":%b,"format":"convex_encoded_json","args":%b}' % (msgspec.json.encode(name), args)
        try:
            status, headers, said = within(self._patience, lambda: self._post(url, body, most))
        except TimeoutError as error:
            self._session = self._new_session()  # the one before is still in use there
            raise RetryLater(f"Convex does not answer within {self._patience:.3g} s.") from error
        except BROKEN_LINE as error:
            raise RetryLater(f"Convex does not answer: {_short(error)}") from error
        _check(status, headers, said)
        try:
            answer = _read_answer(said)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise RetryLater(f"Convex answered what is no answer: {said[:200]!r}") from error
        if answer.status == "success":
            return answer.value
        if answer.status == "error":
            raise FunctionFailed(answer.errorMessage or "It did not say why.", answer.errorData)
        raise RetryLater(f"Convex answered what is no answer: {said[:200]!r}")

    def _post(self, url: str, body: bytes, most: int) -> tuple[int, Mapping[str, str], bytes]:
        until = time.monotonic() + self._patience
        timeout = (min(CONNECT, self._patience), min(SILENCE, self._patience))
        with self._session.post(
            url, data=body, headers=self.headers, timeout=timeout, stream=True, allow_redirects=False
        ) as answer:
            said, size = [], 0
            while piece := answer.raw.read1(65_536):
                said.append(piece)
                size += len(piece)
                if size > most:
                    raise RetryLater(f"Convex answered more than {most} bytes.")
                if time.monotonic() > until:
                    raise RetryLater(f"Convex's answer did not end within {self._patience:.3g} s.")
            return answer.status_code, answer.headers, b"".join(said)


def within(seconds: float, ask: Callable[[], Answer]) -> Answer:
    """What `ask` returns or raises, or `TimeoutError`: then it is left alone, in a thread that holds nobody up. Time-outs
    of a socket are for each piece that comes: none is for a name that is looked up, or for headers that trickle."""
    answer: Future[Answer] = Future()

    def run() -> None:
        try:
            answer.set_result(ask())
        except BaseException as error:
            answer.set_exception(error)

    threading.Thread(target=run, name="convex-call", daemon=True).start()
    return answer.result(seconds)


def _check(status: int, headers: Mapping[str, str], said: bytes) -> None:
    """Lets through what has an answer of a function in it."""
    text = f"{status} {said[:300].decode(errors='replace')}".strip()
    if status in OUR_MISTAKES:
        raise FunctionFailed(text)
    if status in (401, 403):
        raise RetryLater(f"Convex does not accept CONVEX_ADMIN_KEY: {text}")
    if status not in (200, THREW):
        raise RetryLater(f"Convex answered {text}", _asked_to_wait(headers))


def _asked_to_wait(headers: Mapping[str, str]) -> float:
    """Seconds; a date, which the header may also have, is not looked at."""
    asked = headers.get("Retry-After", "").strip()
    return min(float(asked), LONGEST_WAIT) if asked.isascii() and asked.isdigit() else 0.0


def _short(error: Exception) -> str:
    """Without the addresses of objects and the whole chain of retries."""
    reason = getattr(error.args[0], "reason", None) if error.args else None
    words = str(reason or error)
    return words.rpartition(">: ")[2][:300] or type(error).__name__


def connect(*, patience: float = PATIENCE) -> Client:
    """A client of the Convex that the settings name."""
    return Client(settings.CONVEX_URL, settings.CONVEX_ADMIN_KEY, patience=patience)
