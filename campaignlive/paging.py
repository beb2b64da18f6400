"""How REST lists are cut into pages: by cursor, so that a row added meanwhile neither repeats nor hides another."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

import msgspec
from django.core.exceptions import ValidationError
from django.db.models import Field, Q, QuerySet
from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.utils.urls import replace_query_param


class Place(msgspec.Struct, frozen=True, array_like=True):
    """In a list of this order: behind the row with these values, or (`back`) before it."""

    order: list[str]
    values: list[str]
    back: bool


class ByCursor(CursorPagination):
    """Up to 100 rows a page (`?page_size=`, at most 500) in the order that is asked for, then in that of their ids.

    A cursor says behind which row to go on, in every column of the order; so rows that are alike in one of them may be
    as many as they like. The columns must not be null.
    """

    ordering = "pk"
    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 500

    def paginate_queryset(self, queryset: QuerySet[Any], request: Any, view: Any = None) -> list[Any]:
        self.base_url = request.build_absolute_uri()
        self.order = [*self.get_ordering(request, queryset, view)]
        if "pk" not in {word.lstrip("-") for word in self.order}:
            self.order.append("pk")
        place = self._place(request)
        back = place is not None and place.back
        if place is not None:
            queryset = queryset.filter(_behind(queryset, place))
        size = self.get_page_size(request)
        found = list(queryset.order_by(*(map(_turned, self.order) if back else self.order))[: size + 1])
        more, self.page = len(found) > size, found[:size]
        if back:
            self.page.reverse()
        self.has_next = more if not back else True
        self.has_previous = more if back else place is not None
        return self.page

    def get_next_link(self) -> str | None:
        return self._link(self.page[-1], back=False) if self.has_next and self.page else None

    def get_previous_link(self) -> str | None:
        return self._link(self.page[0], back=True) if self.has_previous and self.page else None

    def _link(self, row: Any, back: bool) -> str:
        values = [str(getattr(row, word.lstrip("-"))) for word in self.order]
        place = msgspec.json.encode(Place(self.order, values, back))
        return str(replace_query_param(self.base_url, self.cursor_query_param, urlsafe_b64encode(place).decode()))

    def _place(self, request: Any) -> Place | None:
        """Raises NotFound for a cursor that is none of ours, or of a list in another order."""
        sent = request.query_params.get(self.cursor_query_param)
        if not sent:
            return None
        try:
            place = msgspec.json.decode(urlsafe_b64decode(sent.encode()), type=Place)
        except (msgspec.MsgspecError, ValueError):
            raise NotFound(self.invalid_cursor_message) from None
        if place.order != self.order or len(place.values) != len(self.order):
            raise NotFound(self.invalid_cursor_message)
        return place


def _turned(word: str) -> str:
    return word.removeprefix("-") if word.startswith("-") else f"-{word}"


def _behind(queryset: QuerySet[Any], place: Place) -> Q:
    """(a, b) > (x, y) is a > x, or a = x and b > y; `-` before a column turns it round, `back` the whole."""
    behind, alike = Q(), Q()
    for word, sent in zip(place.order, place.values, strict=True):
        column = word.lstrip("-")
        value = _value(queryset, column, sent)
        lookup = "lt" if word.startswith("-") != place.back else "gt"
        behind |= alike & Q(**{f"{column}__{lookup}": value})
        alike &= Q(**{column: value})
    return behind


def _value(queryset: QuerySet[Any], column: str, sent: str) -> Any:
    """What the column makes of it. Raises NotFound."""
    meta = queryset.model._meta
    field: Field[Any, Any] = meta.pk if column == "pk" else meta.get_field(column)
    try:
        value = field.clean(sent, None)
    except ValidationError:
        raise NotFound(CursorPagination.invalid_cursor_message) from None
    return value
