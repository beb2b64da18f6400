"""Behind the doors: the campaign with the role of whoever came in, and what every page of a campaign shows."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render

from campaigns.models import Campaign
from campaigns.pages.doors import row_for
from campaigns.permissions import DMS, MAY, MEMBERS, Verb, role_in, rows
from campaigns.roles import table_role


class Here:
    """A campaign with the role in it of whoever asks."""

    def __init__(self, request: HttpRequest, campaign: Campaign) -> None:
        self.request = request
        self.campaign = campaign
        self.role = role_in(request.user, campaign.pk)
        if self.role not in MEMBERS:
            raise Http404

    @property
    def dm(self) -> bool:
        return self.role in DMS

    def may(self, verb: Verb, model: type[Model]) -> bool:
        """Whether the role is enough, whoever the row is about."""
        return self.role in MAY[model].get(verb, frozenset())

    def need(self, verb: Verb, model: type[Model], sentence: str = "") -> None:
        """Raises PermissionDenied with the sentence for the page."""
        if not self.may(verb, model):
            raise PermissionDenied(sentence)

    def page(self, template: str, status: int = 200, **shown: Any) -> HttpResponse:
        """The template with what the campaign's navigation needs."""
        known = {"campaign": self.campaign, "member_role": self.role, "role": table_role(self.role), "dm": self.dm}
        return render(self.request, template, {**known, **shown}, status=status)


def at_campaign(request: HttpRequest, id: str) -> Here:
    """The campaign of that id; 404 for whoever is no member."""
    return Here(request, get_object_or_404(rows(request.user, "view", Campaign), pk=id))


def at_row(request: HttpRequest, model: type[Any], id: str, verb: Verb) -> tuple[Here, Any]:
    """A campaign's row: 404 for who may not know of it, PermissionDenied for who may not do that to it."""
    row = row_for(request, id, verb, model)
    return Here(request, row.campaign), row
