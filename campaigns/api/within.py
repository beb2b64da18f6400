"""Lists below the address of something else: a campaign's members, a character's inventory."""

from typing import Any

from django.shortcuts import get_object_or_404
from rest_framework.request import Request

from campaigns.api.viewsets import MayTouch, RowsViewSet
from campaigns.permissions import MAY, role_in, rows
from engine.asking import Refused


class WithinViewSet(RowsViewSet):
    """Rows of one parent, whose id is `parent_id` in the address and whose column in them is `parent_column`."""

    parent_model: Any
    parent_column: str

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        """Raises Http404 to those who do not see the parent, `Refused("forbidden")` to those whose role sees no list."""
        super().initial(request, *args, **kwargs)
        self.parent = get_object_or_404(rows(request.user, "view", self.parent_model), pk=kwargs["parent_id"])
        self.role = role_in(request.user, self.campaign_id)
        verb = "create" if self.action == "create" else "view"
        if not self.allowed(verb):
            raise Refused("forbidden", MayTouch.message)

    @property
    def campaign_id(self) -> str:
        return str(getattr(self.parent, "campaign_id", self.parent.pk))

    def allowed(self, verb: Any) -> bool:
        """Whether the asker may do this to the rows of this parent, whoever each is about."""
        allowed = MAY[self.model].get(verb, frozenset())
        return self.role in allowed or ("self" in allowed and self.hers())

    def hers(self) -> bool:
        """Whether the parent is about the asker."""
        return getattr(self.parent, "owner_id", None) == self.request.user.pk

    def get_queryset(self) -> Any:
        if getattr(self, "swagger_fake_view", False):
            return self.model._default_manager.none()
        seen = rows(self.request.user, "view", self.model).filter(**{self.parent_column: self.parent})
        return seen.select_related(*self.with_parts)

    def campaign_of_new(self, request: Request) -> str | None:
        return self.campaign_id

    def check_create(self, request: Request, campaign_id: str | None) -> None:
        """`initial` has asked."""

    def get_serializer_context(self) -> dict[str, Any]:
        return {**super().get_serializer_context(), "parent": getattr(self, "parent", None)}
