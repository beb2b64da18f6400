"""A document of Convex as values of columns: what each field may be, what a reference means, what changed on which side."""

import re
from collections.abc import Iterable
from decimal import Decimal
from math import isfinite
from typing import Any, Final, NamedTuple

from django.contrib.auth import get_user_model
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Model

from campaigns.convex.documents import NAMES, value_of
from campaigns.convex.fields import FIELD_MAP, Field, pulled_columns
from campaigns.exchange.reading import sentence
from campaigns.ids import is_account_id
from campaigns.models import Counterpart, Map
from campaigns.terrain import cut_off

ID: Final = re.compile(r"[A-Za-z0-9_-]{1,26}")
_LONGEST: Final = 40
"""Characters of a value in a sentence."""


class Unfit(Exception):
    """What Convex has cannot be kept here; says why in one sentence."""


class Change(NamedTuple):
    """What is to be taken from Convex, by field, and where both sides say something else."""

    taken: dict[str, Any]
    contradictions: list[str]


def canonical(model: type[Model], document: dict[str, Any]) -> dict[str, Any]:
    """The fields that are pulled as our own document would have them: whole numbers whole, references as ids of rows here;
    None where a field is empty. Raises Unfit."""
    wanted = pulled_columns(model).values()
    return {field.name: _value(model, field, document.get(field.name)) for field in wanted}


def fields_of(row: Any) -> dict[str, Any]:
    """The same of a row here."""
    return {name: value_of(row, column) for column, (name, *_) in pulled_columns(type(row)).items()}


def _value(model: type[Model], field: Field, value: Any) -> Any:
    column = model._meta.get_field(field.column)
    if value is None:
        return None
    try:
        return _of_kind(column, value)
    except (TypeError, ValueError):
        raise Unfit(f"{field.name} cannot be {_shown(value)}.") from None


def _of_kind(column: Any, value: Any) -> Any:
    match column:
        case models.ForeignKey():
            return reference(column.related_model, _exactly(str, value))
        case models.BooleanField():
            return _exactly(bool, value)
        case models.IntegerField():
            return _whole(value)
        case models.DecimalField():
            return float(_number(value))
        case _:
            return _text(value)


def _exactly(kind: type, value: Any) -> Any:
    if type(value) is not kind:
        raise TypeError
    return value


def _text(value: Any) -> str:
    """PostgreSQL has no U+0000."""
    if "\x00" in _exactly(str, value):
        raise ValueError
    return str(value)


def _number(value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise TypeError
    return value


def _whole(value: Any) -> int:
    """Convex has only floats."""
    number = _number(value)
    if number != int(number):
        raise ValueError
    return int(number)


def reference(model: type[Any], said: str) -> str:
    """The id here of what a document refers to, by our id or by Convex's. Raises Unfit."""
    kind = "users" if model is get_user_model() else NAMES[model]
    for id in (said, *_adopted(kind, said)):
        if (model is not get_user_model() or is_account_id(id)) and model._default_manager.filter(pk=id).exists():
            return id
    raise Unfit(f"It refers to the {model._meta.verbose_name} {_shown(said)}, which is not here.")


def _adopted(kind: str, convex_id: str) -> Iterable[str]:
    return (
        Counterpart.objects.filter(kind=kind, convex_id=convex_id)
        .exclude(convex_id="")
        .values_list("row_id", flat=True)
    )


def compare(model: type[Model], agreed: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]) -> Change:
    """Field by field against what was agreed last: who alone has changed a field is right, a field that both have changed
    is a contradiction."""
    taken, contradictions = {}, []
    for name, value in theirs.items():
        before, here = agreed.get(name), ours.get(name)
        value = _cleared(model, name, before) if value is None else value
        if value in (before, here):
            continue
        if here != before:
            contradictions.append(f"{name} is {_shown(here)} here and {_shown(value)} in Convex")
        else:
            taken[name] = value
    return Change(taken, contradictions)


def _cleared(model: type[Model], name: str, before: Any) -> Any:
    """What a field that is absent means: nothing; where that cannot be, as it was."""
    field = next(field for field in FIELD_MAP[model] if field.name == name)
    column: Any = model._meta.get_field(field.column)
    if column.null:
        return None
    return "" if column.blank and isinstance(before, str) else before


def assign(row: Any, values: dict[str, Any]) -> set[str]:
    """Writes the fields into an unsaved row or change of a row; the names of their columns. Raises Unfit where one cannot
    be so."""
    columns = {field.name: field.column for field in FIELD_MAP[type(row)]}
    for name, value in values.items():
        column = row._meta.get_field(columns[name])
        decimal = isinstance(column, models.DecimalField) and value is not None
        setattr(row, column.attname, Decimal(str(value)) if decimal else value)
    try:
        row.clean_fields(exclude=[field.name for field in row._meta.fields if field.is_relation])
        row.clean()
    except ValidationError as wrong:
        raise Unfit(ended(sentence(wrong))) from wrong
    return {columns[name] for name in values}


def check(row: Any) -> None:
    """What a changed row must not contradict. Raises Unfit."""
    try:
        row.validate_constraints()
    except ValidationError as wrong:
        raise Unfit(ended(sentence(wrong))) from wrong
    if isinstance(row, Map) and (cut := cut_off(row, row.width, row.height)):
        raise Unfit(cut[0])


def ended(words: str) -> str:
    """With a full stop."""
    return words if words.endswith(".") else f"{words}."


def _shown(value: Any) -> str:
    if value is None or value == "":
        return "empty"
    words = str(value).replace("\x00", "␀")
    return f"“{words if len(words) <= _LONGEST else words[: _LONGEST - 1] + '…'}”"
