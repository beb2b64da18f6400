"""Accounts: signing up and in, where one goes from there, and how often one may try."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.test import Client

from campaignlive import accounts

PASSWORD = "a mill at marsh end"


@pytest.fixture(autouse=True)
def nothing_tried_yet() -> Iterator[None]:
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def mira(db: None) -> Any:
    return get_user_model().objects.create_user("mira", password="open sesame")


@pytest.fixture
def aria(db: None) -> Any:
    return get_user_model().objects.create_user("aria", password="open sesame")


def sign_up(client: Client, name: str = "fern", next: str = "", **more: str) -> Any:
    sent = {"username": name, "password1": PASSWORD, "password2": PASSWORD, "next": next, **more}
    return client.post("/accounts/signup/", sent)


def whoami(client: Client) -> str:
    return get_user_model().objects.get(pk=client.session["_auth_user_id"]).username


@pytest.mark.django_db
def test_a_newcomer_signs_up_and_is_in(client: Client):
    answer = sign_up(client)
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert whoami(client) == "fern"
    assert get_user_model().objects.get().check_password(PASSWORD)


@pytest.mark.django_db
def test_a_newcomer_goes_on_to_where_she_came_from(client: Client):
    assert "next=/invitations/abc/" in client.get("/accounts/login/?next=/invitations/abc/").content.decode()
    assert 'value="/invitations/abc/"' in client.get("/accounts/signup/?next=/invitations/abc/").content.decode()
    assert sign_up(client, next="/invitations/abc/")["Location"] == "/invitations/abc/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "javascript:alert(1)",
        "/accounts/login/",
        "/accounts/signup/?next=/",
        "/accounts/logout/",
    ],
)
def test_nobody_is_led_away_or_round_in_circles(client: Client, elsewhere: str):
    assert sign_up(client, next=elsewhere)["Location"] == "/"
    for door in ("login", "signup"):
        assert client.get(f"/accounts/{door}/", {"next": elsewhere})["Location"] == "/"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "wrong",
    [
        {"password1": "short", "password2": "short"},
        {"password1": "password123", "password2": "password123"},
        {"password2": "something else"},
        {"username": ""},
        {"username": "a b"},
        {"username": "x" * 151},
        {"username": "nul\0"},
        {"password1": "nul\0nul\0nul", "password2": "nul\0nul\0nul"},
    ],
)
def test_a_wrong_form_comes_back_with_the_reason_and_makes_nobody(client: Client, wrong: dict[str, str]):
    answer = sign_up(client, **wrong)
    assert answer.status_code == 422
    assert "errorlist" in answer.content.decode()
    assert not get_user_model().objects.exists()


@pytest.mark.django_db
def test_nobody_takes_a_name_that_differs_in_capitals_only(client: Client, mira: Any):
    assert sign_up(client, "MIRA").status_code == 422


@pytest.mark.django_db
@pytest.mark.parametrize("alike", ["mіra", "mirа", "ｍіra", "mira\u200b", "mírа", "мира", "mira@", "m+ra"])
def test_nobody_takes_a_name_that_only_looks_like_letters(client: Client, alike: str):
    answer = sign_up(client, alike)
    assert answer.status_code == 422
    assert "A name has only letters from a to z" in answer.content.decode()
    assert not get_user_model().objects.exists()


@pytest.mark.django_db
def test_whoever_has_another_name_keeps_it(client: Client):
    get_user_model().objects.create_user("zoë+ük@home", password="open sesame")
    assert sign_in(client, "zoë+ük@home", "open sesame").status_code == 302
    assert sign_up(Client(), "Fern.of-the_5").status_code == 302


@pytest.mark.django_db
def test_the_password_does_not_come_back_in_the_page(client: Client):
    assert PASSWORD not in sign_up(client, name="").content.decode()


@pytest.mark.django_db
def test_one_place_makes_so_many_accounts_an_hour(client: Client):
    for number in range(accounts.SIGN_UP.most):
        assert sign_up(Client(), f"fern{number}").status_code == 302
    assert sign_up(client, "late").status_code == 429
    assert not get_user_model().objects.filter(username="late").exists()
    elsewhere = Client(REMOTE_ADDR="192.0.2.7")
    assert sign_up(elsewhere, "late").status_code == 302


def sign_in(client: Client, name: str, password: str) -> Any:
    return client.post("/accounts/login/", {"username": name, "password": password})


def test_who_guesses_too_often_waits_even_with_the_right_word(client: Client, mira: Any, aria: Any):
    for _ in range(accounts.SIGN_IN_AS_ONE.most):
        assert sign_in(client, "mira", "wrong").status_code == 200
    answer = sign_in(client, "Mira", "open sesame")
    assert (answer.status_code, answer["Retry-After"]) == (429, "300")
    assert "Wait five minutes" in answer.content.decode()
    assert sign_in(Client(), "aria", "open sesame").status_code == 302
    assert sign_in(Client(REMOTE_ADDR="192.0.2.7"), "mira", "open sesame").status_code == 302


def test_signing_in_counts_from_zero_again(client: Client, mira: Any):
    for _ in range(3):
        for _ in range(accounts.SIGN_IN_AS_ONE.most - 1):
            sign_in(Client(), "mira", "wrong")
        assert sign_in(Client(), "mira", "open sesame").status_code == 302


def test_one_place_guesses_at_so_many_names_only(client: Client, mira: Any):
    for number in range(accounts.SIGN_IN_FROM_ONE_PLACE.most):
        sign_in(client, f"name{number}", "wrong")
    assert sign_in(client, "mira", "open sesame").status_code == 429


def test_who_knows_the_word_may_come_from_one_place_as_often_as_she_likes(mira: Any):
    for _ in range(accounts.SIGN_IN_FROM_ONE_PLACE.most + 1):
        assert sign_in(Client(), "mira", "open sesame").status_code == 302


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["\ud800", "x" * 10_000, "nul\0", "name: with spaces"])
def test_whatever_is_given_as_a_name_is_a_failed_attempt(client: Client, name: str):
    assert sign_in(client, name.encode(errors="replace").decode(), "wrong").status_code == 200


def test_another_password_ends_the_other_sessions(client: Client, mira: Any):
    other = Client()
    for browser in (client, other):
        browser.force_login(mira)
    new = {"old_password": "open sesame", "new_password1": PASSWORD, "new_password2": PASSWORD}
    assert client.post("/accounts/password/", {**new, "old_password": "wrong"}).status_code == 422
    answer = client.post("/accounts/password/", new, follow=True)
    assert "Your password is changed" in answer.content.decode()
    assert client.get("/").status_code == 200
    assert other.get("/").status_code == 302


def test_the_password_page_is_for_who_is_signed_in(client: Client, db: None):
    assert client.get("/accounts/password/")["Location"] == "/accounts/login/?next=/accounts/password/"
