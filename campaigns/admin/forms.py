"""What the forms of the admin check beyond their models: references stay in one campaign, and JSON is of a size to be read."""

from typing import Any, Final

import msgspec
from django import forms
from django.contrib.admin.widgets import AutocompleteSelect
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.forms.fields import InvalidJSONInput

from campaigns.ids import is_account_id
from campaigns.protection import WHOLES, played_in
from campaigns.roles import role_of
from campaigns.terrain import cut_off

LONGEST: Final = 20_000
"""Characters of a JSON column: many times what the largest stat block has."""
_DEEPEST: Final = 8
"""Levels of nesting, of which no column needs more than three."""


class FoundAccount(AutocompleteSelect):
    """Whoever is chosen already is looked up by her number; what can be none chooses nobody, where a database would fail."""

    def optgroups(self, name: str, value: Any, attr: Any = None) -> Any:
        return super().optgroups(name, [said for said in value if is_account_id(str(said))], attr)


class BoundedJSON(forms.JSONField):
    """Says what cannot be read, where Django's fails: numbers without end, nesting without end, half a character."""

    def to_python(self, value: Any) -> Any:
        if complaint := _complaint(value):
            raise ValidationError(complaint, code="invalid")
        return super().to_python(value)

    def bound_data(self, data: Any, initial: Any) -> Any:
        return InvalidJSONInput(data) if _complaint(data) else super().bound_data(data, initial)


def _complaint(sent: Any) -> str:
    """A sentence about a text that is no JSON we can keep; empty where there is nothing to say, or no text."""
    if not isinstance(sent, str) or not sent:
        return ""
    if len(sent) > LONGEST:
        return f"This may have up to {LONGEST:,} characters."
    try:
        readable = "\\u0000" not in sent and not _deeper(msgspec.json.decode(sent), _DEEPEST)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        readable = False
    return "" if readable else "This is no JSON that can be read."


def _deeper(value: Any, levels: int) -> bool:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return levels == 0 or any(_deeper(one, levels - 1) for one in inside)


def given_at_birth(model: type[Model]) -> list[str]:
    """The columns that say whose a row is: others refer to it as their own campaign's, and it goes to no other."""
    columns = {field.name for field in model._meta.fields}
    return [name for name in ("campaign", *WHOLES.get(model, ())) if name in columns]


class OfOneCampaign(forms.ModelForm):
    """A row stays in its campaign, and what it refers to is of that, or of the library."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in given_at_birth(self._meta.model) if not self.instance._state.adding else ():
            if name in self.fields:
                self.fields[name].disabled = True  # and not read-only: constraints with it are still checked

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        campaign = self.campaign_id()
        for name, value in [*given.items()] if campaign is not None else ():
            chosen = value if isinstance(value, QuerySet) else [value]
            elsewhere = [one for one in chosen if getattr(one, "campaign_id", None) not in (None, campaign)]
            if elsewhere:
                self.add_error(name, f"{elsewhere[0]} belongs to another campaign.")
        return given

    def campaign_id(self) -> str | None:
        """Of the row: where the form does not show its campaign, that is as it was."""
        chosen = self.cleaned_data.get("campaign")
        return chosen.pk if chosen is not None else getattr(self.instance, "campaign_id", None)


class CharacterForm(OfOneCampaign):
    """Whoever it is given to belongs to the campaign. Who has left has left it behind, and it stays hers until it is given
    to somebody else."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        campaign, owner = self.campaign_id(), given.get("owner")
        if campaign and owner and "owner" in self.changed_data and role_of(owner.pk, campaign) is None:
            self.add_error("owner", f"{owner} does not belong to the campaign.")
        return given


class MapForm(OfOneCampaign):
    """No place is cut off by a new size."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        if not self.instance._state.adding and {"width", "height"} <= given.keys():
            for sentence in cut_off(self.instance, given["width"], given["height"]):
                self.add_error(None, sentence)
        return given


class PartForm(OfOneCampaign):
    """Nothing is given to a creature that is at a live table."""

    def clean(self) -> dict[str, Any]:
        given = super().clean()
        for column in WHOLES[self._meta.model]:
            creature = given.get(column)
            if creature is not None and (name := played_in(creature)):
                self.add_error(column, f"“{creature}” is at the table of “{name}”, which is live: change it there.")
        return given
