"""Choosing a thing or a spell by its name out of thousands: a list of names to complete, and the row that a name means."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from campaigns.models import Campaign
from campaigns.permissions import rows


def offered(user: Any, model: type[Any], campaign: Campaign) -> dict[str, str]:
    """What this person may choose here, from its name to its id: the campaign's own and the library's. Of one name the
    campaign's own is called by it, and one of the library has its source behind."""
    found: QuerySet[Any] = rows(user, "view", model).filter(Q(campaign=campaign) | Q(campaign__isnull=True))
    listed = list(found.order_by("name", "source", "pk").values_list("pk", "name", "campaign_id", "source"))
    own = {name.casefold() for _, name, campaign_id, _ in listed if campaign_id}
    many = _repeated(name.casefold() for _, name, campaign_id, _ in listed if not campaign_id)
    names: dict[str, str] = {}
    for pk, name, campaign_id, source in listed:
        plain = campaign_id or name.casefold() not in own | many
        names.setdefault(name if plain else f"{name} — {source or 'library'}", pk)
    return names


def _repeated(names: Any) -> set[str]:
    seen: set[str] = set()
    return {name for name in names if name in seen or seen.add(name)}  # type: ignore[func-returns-value]  # adds on the way


class NamedField(forms.CharField):
    """A name out of `names`, however it is capitalised; becomes the id. The page has a <datalist> with the id `listed`."""

    def __init__(self, names: dict[str, str], listed: str, **kwargs: Any) -> None:
        widget = forms.TextInput({"list": listed, "autocomplete": "off"})
        super().__init__(max_length=300, required=False, widget=widget, **kwargs)
        self.ids = {name.casefold(): pk for name, pk in names.items()}

    def clean(self, value: Any) -> str:
        name = super().clean(value)
        if not name:
            return ""
        try:
            return self.ids[name.casefold()]
        except KeyError:
            raise ValidationError(self._unknown(name)) from None

    def _unknown(self, name: str) -> str:
        alike = [known for known in self.ids if known.startswith(name.casefold())]
        hint = f" There is: {', '.join(alike[:5])}." if alike else ""
        return f"Nothing here is called “{name}”.{hint}"
