"""Who asks too often is told when to go on."""

import io
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client


@pytest.fixture(autouse=True)
def hurried(settings: Any) -> None:
    cache.clear()
    settings.API_RATES = {"requests": "3/min", "guesses": "2/min", "imports": "2/hour"}


def test_too_many_requests_of_one_person_are_put_off(client: Client, django_user_model: Any):
    client.force_login(django_user_model.objects.create_user("aria"))
    assert [client.get("/api/maps/").status_code for _ in range(4)] == [200, 200, 200, 429]
    answer = client.get("/api/campaigns/")
    assert answer.json()["code"] == "rate_limited" and answer["Content-Type"] == "application/problem+json"
    assert 1 <= int(answer["Retry-After"]) <= 60
    client.force_login(django_user_model.objects.create_user("bram"))
    assert client.get("/api/maps/").status_code == 200


def test_invitations_are_not_to_be_guessed(client: Client, django_user_model: Any):
    client.force_login(django_user_model.objects.create_user("otto"))
    said = [client.post("/api/invitations/accept/", {"token": "x"}, "application/json") for _ in range(3)]
    assert [answer.status_code for answer in said] == [404, 404, 429]


def test_imports_are_counted_by_the_hour_over_rest_and_on_the_page_together(client: Client, django_user_model: Any):
    client.force_login(django_user_model.objects.create_user("otto"))
    rest, page = "/api/campaigns/import/", "/campaigns/import/"
    assert client.post(rest, {}, "application/json").status_code == 400
    assert client.post(page, {"document": io.BytesIO(b"{}")}).status_code == 422
    put_off = client.post(page, {"document": io.BytesIO(b"{}")})
    assert (put_off.status_code, "Go on in 60 min. Nothing was imported." in put_off.content.decode()) == (429, True)
    client.force_login(django_user_model.objects.create_user("aria"))
    assert [client.post(rest, {}, "application/json").status_code for _ in range(3)] == [400, 400, 429]
