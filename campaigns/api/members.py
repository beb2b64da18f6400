"""Members of a campaign over REST, their roles, and the invitations by which they come."""

import secrets
from datetime import timedelta
from typing import Any

from django.db.models import Value
from django.db.models.functions import Coalesce, Concat, NullIf, Trim
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import salted_hmac
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from campaigns import invitations, members
from campaigns.api.filters import InvitationFilter, MemberFilter
from campaigns.api.once import once
from campaigns.api.wire import WireSerializer
from campaigns.api.within import WithinViewSet
from campaigns.models import Campaign, Invitation, Membership


class MemberSerializer(WireSerializer):
    """Somebody who belongs to a campaign."""

    userId = serializers.CharField(source="user_id", read_only=True)
    name = serializers.SerializerMethodField()
    role = serializers.ChoiceField(Membership.Role.choices)

    class Meta:
        model = Membership
        fields = ["id", "userId", "name", "role"]

    def get_name(self, member: Any) -> str:
        return str(member.user.get_full_name() or member.user.get_username())


_FULL_NAME = Trim(Concat("user__first_name", Value(" "), "user__last_name"))
_SHOWN_NAME = Coalesce(NullIf(_FULL_NAME, Value("")), "user__username")
"""What a member is called in the list: whom the list calls by her full name is not found by another."""


class MemberViewSet(WithinViewSet):
    """Who belongs to the campaign. The owner gives roles; whoever goes away deletes her own row."""

    model = Membership
    parent_model = Campaign
    parent_column = "campaign"
    serializer_class = MemberSerializer
    filterset_class = MemberFilter
    with_parts = ("user",)
    search_fields = ["shown_name"]
    ordering_fields = {"id": "pk", "role": "role"}
    ordering = ["pk"]
    verbs = {"hand_over": "change"}
    examples = {"update": {"role": "co_dm"}, "partial_update": {"role": "spectator"}}

    def get_queryset(self) -> Any:
        return super().get_queryset().annotate(shown_name=_SHOWN_NAME)

    def update(self, request: Request, *args: Any, partial: bool = False, **kwargs: Any) -> Response:
        """Gives the member another role."""
        row = self.get_object()
        sent = self.get_serializer(row, data=request.data, partial=partial)
        sent.is_valid(raise_exception=True)
        if sent.validated_data:
            members.change_role(row, sent.validated_data["role"])
        return Response(self.shown(row.pk))

    def take_away(self, row: Membership) -> None:
        members.end(row)

    @extend_schema(request=None)
    @action(detail=True, methods=["post"], url_path="hand-over")
    def hand_over(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Makes this member the owner; who was it becomes a co-DM."""
        row = self.get_object()
        members.hand_over(self.parent, request.user, row)
        return Response(self.shown(row.pk))


class InvitationSerializer(WireSerializer):
    """An invitation without its secret."""

    days = serializers.IntegerField(min_value=1, max_value=invitations.LONGEST.days, default=7, write_only=True)
    open = serializers.SerializerMethodField()

    class Meta:
        model = Invitation
        fields = ["id", "role", "most_uses", "uses", "days", "created_at", "expires_at", "open"]
        read_only_fields = ["uses", "created_at", "expires_at"]

    def get_open(self, invitation: Any) -> bool:
        return bool(invitation.is_open(timezone.now()))


class NewInvitationSerializer(InvitationSerializer):
    """`token` is what the link carries, and `link` the page to send: only the answer that makes an invitation has them."""

    token = serializers.CharField(read_only=True)
    link = serializers.URLField(read_only=True)

    class Meta(InvitationSerializer.Meta):
        fields = [*InvitationSerializer.Meta.fields, "token", "link"]


class InvitationViewSet(WithinViewSet):
    """Invitations of the campaign, for its DMs. Deleting one takes it back."""

    model = Invitation
    parent_model = Campaign
    parent_column = "campaign"
    serializer_class = InvitationSerializer
    example = {"role": "player", "mostUses": 4, "days": 7}
    filterset_class = InvitationFilter
    http_method_names = ["get", "post", "delete", "head"]
    repeatable = ("create",)
    search_fields: list[str] = []
    ordering_fields = {"id": "pk", "createdAt": "created_at"}
    ordering = ["-created_at"]

    def get_queryset(self) -> Any:
        return super().get_queryset().filter(revoked_at=None)

    @extend_schema(responses={201: NewInvitationSerializer})
    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """Makes a link. The same Idempotency-Key shows it again; it is made of a seed, so that none is kept."""
        answer = once(request, self.campaign_id, lambda: self._made(request))
        shown = {name: value for name, value in answer.data.items() if name != "seed"}
        token = _token(answer.data["seed"])
        link = request.build_absolute_uri(reverse("invitation", args=[token]))
        return Response({**shown, "token": token, "link": link}, status=answer.status_code)

    def take_away(self, row: Invitation) -> None:
        invitations.revoke(row)

    def _made(self, request: Request) -> Response:
        sent = self.get_serializer(data=request.data)
        sent.is_valid(raise_exception=True)
        wish, seed = sent.validated_data, secrets.token_urlsafe(invitations.SECRET_BYTES)
        made, _ = invitations.make(
            self.parent,
            request.user,
            wish.get("role", Membership.Role.PLAYER),
            wish.get("most_uses", 1),
            timedelta(days=wish["days"]),
            secret=_token(seed),
        )
        return Response({**self.get_serializer(made).data, "seed": seed}, status=201)


def _token(seed: str) -> str:
    return salted_hmac("invitation", seed, algorithm="sha256").hexdigest()[: invitations.SECRET_BYTES * 2]


class TokenSerializer(serializers.Serializer):
    token = serializers.CharField(max_length=200)


class AcceptedSerializer(serializers.Serializer):
    """What the asker is now."""

    campaignId = serializers.CharField(source="campaign_id")
    role = serializers.ChoiceField(Membership.Role.choices)


class AcceptInvitation(APIView):
    """Comes into a campaign by an invitation's token; who belongs to it already stays what she is."""

    throttle_scope = "guesses"
    examples = {"post": {"token": "9f2c7b51e08d4a6633c1f07e5b8a2d94c6e1703f5a8b2d4c"}}

    @extend_schema(request=TokenSerializer, responses=AcceptedSerializer)
    def post(self, request: Request) -> Response:
        sent = TokenSerializer(data=request.data)
        sent.is_valid(raise_exception=True)
        membership = invitations.accept(sent.validated_data["token"], request.user, timezone.now())
        return Response(AcceptedSerializer(membership).data)
