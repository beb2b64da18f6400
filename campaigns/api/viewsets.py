"""What every list and row of content has in common: whom it is shown to, who may write it, and in which order that is asked."""

from typing import Any

from django.db import transaction
from django.db.models import Model, OuterRef, QuerySet, Subquery
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework import mixins, viewsets
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.fields import no_such
from campaigns.api.filters import Ordering, Search
from campaigns.api.once import once
from campaigns.models import Membership
from campaigns.permissions import SHARED, Verb, may, may_touch, role_in, rows
from campaigns.protection import check_change, check_delete
from engine.asking import Refused

VERBS: dict[str, Verb] = {
    "GET": "view",
    "HEAD": "view",
    "OPTIONS": "view",
    "POST": "change",
    "PUT": "change",
    "PATCH": "change",
    "DELETE": "delete",
}


class MayTouch(IsAuthenticated):
    """Who sees a row is asked what else she may do with it; `view.verbs` says so for actions of a view's own."""

    message = "Your role does not allow this."

    def has_object_permission(self, request: Request, view: Any, row: Any) -> bool:
        verb = view.verbs.get(view.action) or VERBS[request.method]
        return verb == "view" or may_touch(request.user, verb, row)


class RowsViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, mixins.UpdateModelMixin, viewsets.GenericViewSet):
    """Rows that are read, changed and taken away.

    `row_serializer_class` is what a list shows; `of_row` is read along with every row, `with_parts` with one of them.
    """

    model: type[Model]
    row_serializer_class: Any = None
    of_row: tuple[str, ...] = ()
    with_parts: tuple[str, ...] = ()
    campaign_path = "campaign"
    verbs: dict[str, Verb] = {}
    permission_classes = [MayTouch]
    filter_backends = [DjangoFilterBackend, Search, Ordering]
    search_fields = ["name"]
    ordering_fields = {"name": "name", "id": "pk"}
    ordering = ["name"]

    def get_queryset(self) -> QuerySet[Any]:
        """What the asker may see, with her `member_role` in each row's campaign."""
        mine = Membership.objects.filter(user=self.request.user.pk, campaign=OuterRef(self.campaign_path))
        seen = rows(self.request.user, "view", self.model).annotate(member_role=Subquery(mine.values("role")[:1]))
        return seen.prefetch_related(*(self.of_row if self.action == "list" else self.of_row + self.with_parts))

    def get_serializer_class(self) -> Any:
        return (self.action == "list" and self.row_serializer_class) or self.serializer_class

    def update(self, request: Request, *args: Any, partial: bool = False, **kwargs: Any) -> Response:
        with transaction.atomic():
            row = self.locked()
            changing = self.get_serializer(row, data=request.data, partial=partial)
            changing.is_valid(raise_exception=True)
            self.check_change(row, changing.changed())
            changing.save()
        return Response(self.shown(row.pk))

    def destroy(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        with transaction.atomic():
            row = self.locked()
            check_delete(row)
            self.take_away(row)
        return Response(status=204)

    def take_away(self, row: Any) -> None:
        """Takes the row away, with what goes with it."""
        row.delete()

    def check_change(self, row: Any, columns: set[str]) -> None:
        """Raises `Refused("conflict")` for what is played with right now."""
        check_change(row, columns)

    def locked(self) -> Any:
        """The row of the address, which nobody else changes until the transaction ends."""
        self.model._default_manager.select_for_update().filter(pk=self.kwargs["pk"]).first()
        return self.get_object()

    def shown(self, pk: Any) -> Any:
        """The row as it is now."""
        return self.get_serializer(self.get_queryset().get(pk=pk)).data


class Creating:
    """New rows: the role is asked first, then the models; an Idempotency-Key makes one row of the same wish."""

    repeatable = ("create", "copy")

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        campaign_id = self.campaign_of_new(request)
        self.check_create(request, campaign_id)
        return once(request, campaign_id or "", lambda: self._created(request))

    def campaign_of_new(self, request: Request) -> str | None:
        """To which campaign the new row is to belong; None: to the library. Raises ValidationError for what is no id."""
        sent = request.data.get("campaignId")
        if sent is None or isinstance(sent, str):
            return sent
        raise ValidationError({"campaignId": no_such(sent).detail})

    def check_create(self, request: Request, campaign_id: str | None) -> None:
        """Raises `Refused("forbidden")` for members without the verb, ValidationError for a campaign of others."""
        if campaign_id is None and self.model not in SHARED:
            return  # the serializer says that it is missing
        if campaign_id is not None and role_in(request.user, campaign_id) == "outsider":
            raise ValidationError({"campaignId": no_such(campaign_id).detail})
        if not may(request.user, "create", self.model, campaign_id):
            raise Refused("forbidden", MayTouch.message)

    def _created(self, request: Request) -> Response:
        making = self.get_serializer(data=request.data)
        making.is_valid(raise_exception=True)
        return Response(self.shown(making.save().pk), status=201)


class ContentViewSet(Creating, RowsViewSet):
    """A kind of content that belongs to campaigns."""
