"""Looking things up: what somebody finds in the library, and in her own campaigns when asked for."""

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

from django.db.models import Case, IntegerField, Model, Q, QuerySet, Value, When

from campaigns.models import Condition, Item, Monster, Spell
from campaigns.permissions import rows

KINDS: Final[dict[str, type[Model]]] = {"monsters": Monster, "spells": Spell, "items": Item, "conditions": Condition}
"""By their word in the address."""


def found(user: Any, kind: str, text: str = "", own: bool = False, /, **filters: Any) -> QuerySet[Any]:
    """Rows that `user` may see whose name has `text` in it, those that begin with it first; without `own` the library's alone.

    `filters` are look-ups of the model; those that are None or empty do not narrow.
    """
    seen = rows(user, "view", KINDS[kind]).select_related("campaign")
    if not own:
        seen = seen.filter(campaign__isnull=True)
    seen = seen.filter(**{name: value for name, value in filters.items() if value not in (None, "")})
    if not text:
        return seen.order_by("name", "id")
    begins = Case(When(name__istartswith=text, then=Value(0)), default=Value(1), output_field=IntegerField())
    return seen.filter(name__icontains=text).order_by(begins, "name", "id")


def creature_types(user: Any) -> list[str]:
    """The words that monsters of the library and of the user's own campaigns are typed with."""
    types = rows(user, "view", Monster).exclude(creature_type="").order_by("creature_type")
    return list(types.values_list("creature_type", flat=True).distinct())


class Origin(NamedTuple):
    """Where rows come from, and what their licence asks us to say."""

    source: str
    licence: str
    attribution: str


def origins_at(user: Any, campaign: Any) -> list[Origin]:
    """Those of all that a table of this campaign may show this person: of the library, of the campaign as far as she sees it,
    and of what her characters carry. As many queries as kinds."""
    here = Q(campaign__isnull=True) | Q(campaign=campaign)
    carried = Item.objects.filter(campaign=campaign, carried__player_character__owner=user)
    shown = [*(rows(user, "view", model).filter(here) for model in (Monster, Item, Spell)), carried]
    named = [found.order_by().values_list("source", "licence", "attribution").distinct() for found in shown]
    return [origin for origin in dict.fromkeys(Origin(*each) for found in named for each in found) if any(origin)]


def origins(*lists: Iterable[Any]) -> list[Origin]:
    """Those of all these rows, each once."""
    named = {Origin(row.source, row.licence, row.attribution): None for rows_ in lists for row in rows_}
    return [origin for origin in named if any(origin)]
