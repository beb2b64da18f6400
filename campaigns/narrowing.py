"""What the address of a list in the admin may ask: what the list's filters ask, and a search of bounded length.

Django lets any look-up of a column of the row through: a regular expression that holds the process for minutes, or a
question about a column that the asker may not read.
"""

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.utils import get_fields_from_path
from django.contrib.admin.views.main import ChangeList
from django.db.models import Model, QuerySet
from django.http import HttpRequest

LONGEST: Final = 200
"""Characters of a search: every word of it is a part of the query."""

_SUFFIXES: Final = ("", "__exact", "__isnull", "__gte", "__lt")
"""How the links of Django's filters ask for a column."""


class Sensible(ChangeList):
    """A list: values that make no sense lead back to all of it."""

    def __init__(self, *args: Any) -> None:
        try:
            super().__init__(*args)
        except (ValueError, ArithmeticError) as wrong:
            raise IncorrectLookupParameters(wrong) from wrong


class Narrowed(ModelAdmin):
    """The part of every admin that listens to the address of its list."""

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest | None = None) -> bool:
        asked: Any = request  # a list always has one
        return lookup in askable(self.model, self.get_list_filter(asked)) and super().lookup_allowed(
            lookup, value, asked
        )

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return Sensible

    def get_search_results(self, request: HttpRequest, queryset: QuerySet[Any], search_term: str) -> Any:
        return super().get_search_results(request, queryset, search_term[:LONGEST])


def narrowed(written: type[ModelAdmin]) -> type[ModelAdmin]:
    """The same admin, whose list answers to its filters alone."""
    return type(written)(written.__name__, (Narrowed, written), {"__module__": written.__module__})


def askable(model: type[Model], filters: Iterable[Any]) -> set[str]:
    """What the links of a `list_filter` have in their addresses."""
    return {name for entry in filters for name in _names(model, entry)}


def _names(model: type[Model], entry: Any) -> Iterator[str]:
    if isinstance(entry, type) and issubclass(entry, SimpleListFilter):
        yield str(entry.parameter_name)
        return
    path = entry if isinstance(entry, str) else entry[0]
    yield from (path + suffix for suffix in _SUFFIXES)
    column: Any = get_fields_from_path(model, path)[-1]
    if column.is_relation:
        yield f"{path}__{column.target_field.name}__exact"
