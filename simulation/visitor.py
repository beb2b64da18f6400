"""One person's browser without a page: signs in by the ordinary form and talks to the REST API with the session's cookie."""

import http.client
import json
import re
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import urlencode, urlsplit

LOGIN = "/accounts/login/"
SECONDS_TO_ANSWER = 60


class Unwelcome(Exception):
    """The server did not do what was asked; the sentence says what and with which answer."""


class Visitor:
    """`url` is where the server is, like http://127.0.0.1:8000. Every call opens a connection of its own and blocks."""

    def __init__(self, url: str, cookies: dict[str, str] | None = None) -> None:
        parts = urlsplit(url)
        self.origin = f"{parts.scheme}://{parts.netloc}"
        self._secure, self._place = parts.scheme == "https", parts.netloc
        self.cookies = dict(cookies or {})

    @property
    def cookie_header(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def sign_in(self, username: str, password: str) -> None:
        """Raises `Unwelcome` where the form does not let this person in."""
        _, form = self._send("GET", LOGIN)
        token = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', form)
        if token is None:
            raise Unwelcome(f"{LOGIN} shows no sign-in form.")
        fields = {"username": username, "password": password, "csrfmiddlewaretoken": token[1].decode()}
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        self._send("POST", LOGIN, urlencode(fields).encode(), headers)
        if "sessionid" not in self.cookies:
            raise Unwelcome(f"{username} cannot sign in.")

    def get(self, path: str) -> Any:
        """The JSON at `path`."""
        return self._json("GET", path, None, {})

    def answer_to(self, path: str) -> int:
        """The status of what is at `path`, read to its end."""
        return self._send("GET", path)[0]

    def get_all(self, path: str) -> list[Any]:
        """Every row of a list that comes in pages."""
        rows: list[Any] = []
        more: str | None = path
        while more:
            page = self.get(more)
            if isinstance(page, list):
                return page
            rows += page["results"]
            link = page.get("next")
            parts = urlsplit(link) if link else None
            more = f"{parts.path}?{parts.query}" if parts else None
        return rows

    def post(self, path: str, body: Any, command_id: str = "") -> Any:
        """The JSON answer; `command_id` makes it safe to ask again after a crash."""
        headers = {"Idempotency-Key": command_id} if command_id else {}
        return self._json("POST", path, body, headers)

    def _json(self, method: str, path: str, body: Any, headers: dict[str, str]) -> Any:
        content = None if body is None else json.dumps(body).encode()
        status, answer = self._send(method, path, content, {"Content-Type": "application/json", **headers})
        if status >= 400:
            raise Unwelcome(f"{method} {path} was answered with {status}: {answer[:500].decode(errors='replace')}")
        return json.loads(answer) if answer else None

    def _send(
        self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None
    ) -> tuple[int, bytes]:
        kind = http.client.HTTPSConnection if self._secure else http.client.HTTPConnection
        connection = kind(self._place, timeout=SECONDS_TO_ANSWER)
        sent = {"Accept": "*/*", "Origin": self.origin, "Referer": self.origin + path, **(headers or {})}
        if self.cookies:
            sent["Cookie"] = self.cookie_header
            sent["X-CSRFToken"] = self.cookies.get("csrftoken", "")
        try:
            connection.request(method, path, body, sent)
            answer = connection.getresponse()
            content = answer.read()
        finally:
            connection.close()
        for value in answer.headers.get_all("Set-Cookie") or ():
            self.cookies.update({name: morsel.value for name, morsel in SimpleCookie(value).items()})
        return answer.status, content
