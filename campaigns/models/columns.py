"""Columns and constraints that several models share."""

from typing import Any

from django.db import models
from django.db.models import Q

from campaigns.ids import new_id


def id_column() -> models.CharField:
    """The opaque primary key every model has."""
    return models.CharField(primary_key=True, max_length=26, default=new_id, editable=False)


def within(column: str, low: int, high: int, prefix: str = "%(app_label)s_%(class)s") -> models.CheckConstraint:
    """`low <= column <= high`, named after model and column; NULL passes, as SQL has it."""
    bounds: dict[str, Any] = {f"{column}__gte": low, f"{column}__lte": high}
    return models.CheckConstraint(
        condition=Q(**bounds),
        name=f"{prefix}_{column}_range",
        violation_error_message=f"{column.replace('_', ' ').capitalize()} must be {low} to {high}.",
    )


def exactly_one(*columns: str, name: str) -> models.CheckConstraint:
    """Precisely one of these nullable references is set."""
    condition = Q()
    for chosen in columns:
        others = {f"{column}__isnull": column != chosen for column in columns}
        condition |= Q(**others)
    return models.CheckConstraint(
        condition=condition, name=name, violation_error_message=f"Exactly one of {', '.join(columns)} must be set."
    )
