"""What a row looks like in the document: made from the model's columns, with their bounds; references are ids of the document."""

from decimal import Decimal
from typing import Annotated, Any, Final

import msgspec
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

LONGEST_ID: Final = 64
MOST: Final = 2_000_000_000
NO_NUL: Final = r"^[^\x00]*$"
_NOT_CARRIED: Final = frozenset({"id", "created_at"})
"""Ids stand apart; when something was written here is nothing to another place."""

Id = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST_ID, pattern=r"^[A-Za-z0-9_-]+$")]


def columns(model: type[models.Model]) -> list[Any]:
    """The columns that the document carries as they are: neither references nor files."""
    fields = model._meta.concrete_fields
    return [
        f for f in fields if f.name not in _NOT_CARRIED and not f.is_relation and not isinstance(f, models.FileField)
    ]


def shape(model: type[models.Model], *more: Any, with_id: bool = True) -> Any:
    """The struct of a row; `more` are fields that stand for its references and parts. What is as usual is left out."""
    own = [(column.name, *_typed(column)) for column in columns(model)]
    head: list[Any] = [("id", Id)] if with_id else []
    return msgspec.defstruct(
        f"{model.__name__}Row",
        [*head, *own, *more],
        rename="camel",
        kw_only=True,
        forbid_unknown_fields=True,
        omit_defaults=True,
    )


def _typed(column: Any) -> tuple[Any, ...]:
    """Type and, where it may be missing, what it is then."""
    kind = _type(column)
    if column.null:
        return kind | None, None
    if isinstance(column, models.JSONField):
        return kind, msgspec.field(default_factory=column.default)
    if column.has_default() or column.blank:
        return kind, written(column.get_default() if column.has_default() else "")
    return (kind,)


def _type(column: Any) -> Any:
    match column:
        case models.BooleanField():
            return bool
        case models.JSONField():
            return dict[str, Any] if column.default is dict else list[Any]
        case models.DecimalField():
            return Annotated[str, msgspec.Meta(max_length=20, pattern=r"^[0-9]{1,10}(\.[0-9]{1,6})?$")]
        case models.IntegerField():
            least, most = _bound(column, MinValueValidator, -MOST), _bound(column, MaxValueValidator, MOST)
            return Annotated[int, msgspec.Meta(ge=least, le=most)]
        case models.CharField() | models.TextField():
            return Annotated[str, msgspec.Meta(max_length=column.max_length or 100_000, pattern=NO_NUL)]
    raise TypeError(f"{column} has no shape in the document.")


def _bound(column: Any, kind: type, otherwise: int) -> int:
    found = [v.limit_value for v in column.validators if type(v) is kind]
    return int(found[0]) if found else otherwise


def written(value: Any) -> Any:
    """A column's value as the document has it."""
    if isinstance(value, Decimal):
        return format(value.normalize(), "f")
    if isinstance(value, models.enums.Choices):
        return value.value
    return value
