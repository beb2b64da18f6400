"""The way into every page of content: the row it is about, a 404 for who may not know of it, a 403 for who may only look."""

from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from campaigns.permissions import Verb, rows

Row = TypeVar("Row", bound=Model)


def row_for(request: HttpRequest, id: str, verb: Verb, model: type[Row]) -> Row:
    """The row of that kind with this id, where the asker may do that to it. Raises Http404, PermissionDenied."""
    found: Any = get_object_or_404(rows(request.user, "view", model), pk=id)
    if verb != "view" and not rows(request.user, verb, model).filter(pk=found.pk).exists():
        raise PermissionDenied
    return found
