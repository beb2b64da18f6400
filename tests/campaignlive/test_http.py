"""What every answer over http carries."""

import io
import logging
import re

import pytest
from csp.middleware import CSPMiddleware
from django.conf import settings
from django.contrib.auth.views import LoginView
from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.test import AsyncClient, Client, RequestFactory

from campaignlive.breaking import Discreet, Referenced

VENDORED = (
    "preact/preact.mjs",
    "preact-hooks/hooks.mjs",
    "signals-core/signals-core.mjs",
    "signals/signals.mjs",
    "htm/htm.mjs",
)


def test_the_server_says_that_it_is_up(client: Client):
    answer = client.get("/healthz")
    assert (answer.status_code, answer.content) == (200, b"ok\n")


def test_only_our_own_scripts_and_those_with_the_nonce_may_run(client: Client):
    policy = client.get("/healthz")["Content-Security-Policy"]
    directives = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert directives["default-src"] == directives["style-src"] == directives["connect-src"] == "'self'"
    assert directives["object-src"] == directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert "unsafe" not in policy


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", "/library/", "/api/campaigns/", "/nowhere/"])
def test_nobody_keeps_a_copy_of_what_is_shown_to_somebody_signed_in(client: Client, django_user_model: type, path: str):
    assert "Cache-Control" not in client.get("/healthz")
    client.force_login(django_user_model.objects.create_user("mira"))
    assert client.get(path)["Cache-Control"] == "private, no-store"


def test_every_page_with_a_script_gets_a_nonce_of_its_own(rf: RequestFactory):
    assert len({_nonce_of(rf) for _ in range(3)}) == 3


def _nonce_of(rf: RequestFactory) -> str:
    """Renders a page with an inline script and returns the nonce that its policy allows."""
    page = Template("<script nonce='{{ CSP_NONCE }}'></script>")

    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse(page.render(RequestContext(request)))

    answer = CSPMiddleware(view)(rf.get("/"))
    nonce = re.search(r"nonce='([^']+)'", answer.content.decode())[1]
    assert f"script-src 'self' 'nonce-{nonce}'" in answer["Content-Security-Policy"]
    return nonce


@pytest.mark.parametrize("path", VENDORED)
def test_the_vendored_modules_are_served_as_javascript(client: Client, path: str):
    answer = client.get(f"{settings.STATIC_URL}vendor/{path}")
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/javascript")
    assert len(b"".join(answer.streaming_content)) > 500


@pytest.mark.parametrize(
    "path", ["/accounts/login/?next=%00", "/?q=%00", "/campaigns/%00/", "/static/%00", "/admin/%00"]
)
def test_an_address_with_nul_in_it_is_refused_with_a_page(client: Client, path: str):
    answer = client.get(path)
    assert (answer.status_code, answer["Content-Type"]) == (400, "text/html; charset=utf-8")
    assert "no text can have" in answer.content.decode()
    assert "Content-Security-Policy" in answer


@pytest.mark.parametrize("path", ["/api/interactions/%00/", "/api/characters/?search=%00"])
def test_over_rest_an_address_with_nul_in_it_is_malformed(client: Client, path: str):
    answer = client.get(path)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")
    assert answer["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("path", ["/api/maps", "/accounts/login"])
def test_who_leaves_out_the_slash_is_sent_on_with_what_she_sent(client: Client, path: str):
    answer = client.post(path, {"name": "Hall"}, "application/json")
    assert (answer.status_code, answer["Location"]) == (308, f"{path}/")
    assert client.post(path, {"name": "Hall"}, "application/json", follow=True).request["REQUEST_METHOD"] == "POST"


async def test_under_asgi_it_is_refused_as_well(async_client: AsyncClient):
    assert (await async_client.get("/api/live/?campaign=%00")).status_code == 400
    assert (await async_client.get("/healthz")).status_code == 200


def test_to_be_busy_is_an_answer_and_no_line_in_the_log(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(LoginView, "dispatch", lambda *_, **__: HttpResponse(status=503))
    assert client.get("/accounts/login/").status_code == 503
    assert not caplog.records


def test_a_broken_page_shows_the_reference_that_the_log_has_with_the_traceback(
    client: Client, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
):
    def stumble(*args: object, **kwargs: object) -> HttpResponse:
        raise KeyError("secret seed")

    monkeypatch.setattr(LoginView, "dispatch", stumble)
    client.raise_request_exception = False
    answer = client.get("/accounts/login/")
    assert answer.status_code == 500
    assert "secret" not in answer.content.decode()
    [record] = [record for record in caplog.records if record.name == "django.request"]
    Referenced().filter(record)  # `serve` sets Django up twice, and so has the filter twice
    reference = re.search(r"<code>([0-9a-f]{16})</code>", answer.content.decode())[1]
    assert record.getMessage() == f"reference {reference}: Internal Server Error: /accounts/login/"
    assert "secret seed" in caplog.text and "Traceback" in caplog.text


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> io.StringIO:
    """What the server says of itself."""
    written = io.StringIO()
    for handler in logging.getLogger().handlers:
        if any(isinstance(each, Discreet) for each in handler.filters):
            monkeypatch.setattr(handler, "stream", written)
    return written


@pytest.mark.parametrize("broken", [True, False], ids=["broken", "forged"])
def test_the_log_does_not_have_the_secret_of_an_invitation(
    broken: bool, written: io.StringIO, monkeypatch: pytest.MonkeyPatch
):
    def stumble(secret: str) -> None:
        raise KeyError("broken")

    monkeypatch.setattr("campaigns.invitations.find", stumble)
    client = Client(raise_request_exception=False, enforce_csrf_checks=True)
    answer = client.get("/invitations/tell-nobody/") if broken else client.post("/invitations/tell-nobody/")
    assert answer.status_code == (500 if broken else 403)
    assert "/invitations/…/" in written.getvalue()
    assert "tell-nobody" not in written.getvalue()


def test_a_request_for_another_host_is_one_line_of_the_log(written: io.StringIO, client: Client):
    assert client.get("/accounts/login/", headers={"host": "evil.example"}).status_code == 400
    [line] = written.getvalue().splitlines()
    assert " WARNING django.security.DisallowedHost: Invalid HTTP_HOST header: 'evil.example'." in line
