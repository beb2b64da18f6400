"""Every failure over REST is a problem document with a code; what is inside stays inside."""

import logging
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied, RequestDataTooBig, TooManyFieldsSent, ValidationError
from django.db import DataError, IntegrityError, OperationalError
from django.http import Http404
from rest_framework import exceptions

from campaignlive.problems import handler
from engine.asking import Refused


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (Refused("forbidden", "No."), 403, "forbidden"),
        (Refused("busy", "Later."), 503, "busy"),
        (Refused("paused", "Tea."), 409, "paused"),
        (Refused("out_of_range", "Too far."), 422, "out_of_range"),
        (Refused("too_large", "Too much."), 413, "too_large"),
        (ValidationError("Wrong."), 400, "malformed"),
        (ValidationError({"name": ["Wrong."]}), 400, "malformed"),
        (exceptions.ValidationError({"name": ["Wrong."]}), 400, "malformed"),
        (exceptions.ParseError("Wrong."), 400, "malformed"),
        (exceptions.NotAuthenticated(), 401, "unauthenticated"),
        (exceptions.MethodNotAllowed("PUT"), 405, "method_not_allowed"),
        (exceptions.Throttled(), 429, "rate_limited"),
        (RequestDataTooBig(), 413, "too_large"),
        (TooManyFieldsSent(), 400, "malformed"),
        (Http404(), 404, "not_found"),
        (PermissionDenied(), 403, "forbidden"),
        (TimeoutError(), 503, "busy"),
        (OperationalError("database is locked"), 503, "busy"),
        (IntegrityError("UNIQUE"), 409, "conflict"),
        (DataError("out of range"), 400, "malformed"),
    ],
)
def test_failures_have_a_status_a_code_and_a_sentence(error: Exception, status: int, code: str):
    answer = handler(error, {})
    assert (answer.status_code, answer.data["status"], answer.data["code"]) == (status, status, code)
    assert answer.content_type == "application/problem+json"
    assert answer.data["detail"]
    assert answer.data["title"]


def test_a_refusals_details_are_passed_on():
    assert handler(Refused("too_far", "Too far.", feet=35), {}).data["details"] == {"feet": 35}


def test_a_wrong_field_is_named_in_the_sentence():
    assert (
        handler(exceptions.ValidationError({"name": ["This is blank."]}), {}).data["detail"] == "name: This is blank."
    )


def test_our_own_mistakes_have_a_reference_and_nothing_of_the_inside(caplog: Any):
    with caplog.at_level(logging.ERROR):
        answer = handler(KeyError("secret seed"), {})
    assert (answer.status_code, answer.data["code"]) == (500, "internal")
    assert "secret" not in str(answer.data)
    [record] = caplog.records
    assert record.args[0] in answer.data["detail"]
    assert "secret seed" in caplog.text


def test_who_is_asked_to_wait_is_told_how_long():
    assert handler(Refused("busy", "Later."), {})["Retry-After"] == "1"
