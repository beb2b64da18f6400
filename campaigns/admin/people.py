"""Campaigns, who belongs to them, and the ways in."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.urls import reverse

from campaigns import members
from campaigns.admin.own import Authored, OnSite, Part, Related
from campaigns.desk import is_staff
from campaigns.models import Campaign, Invitation, Membership


class MembershipInline(Part, admin.TabularInline):
    """For staff to change; DMs have a page for it, where people are invited and asked."""

    model = Membership
    autocomplete_fields = ["user"]
    extra = 0

    def _may(self, request: HttpRequest, whole: Any) -> bool:
        return is_staff(request.user)


@admin.register(Campaign)
class CampaignAdmin(OnSite, Authored):
    list_display = ["name", "created_at"]
    search_fields = ["name", "description", "memberships__user__username"]
    list_filter = ["created_at"]
    readonly_fields = ["created_at"]
    inlines = [MembershipInline]

    def campaign_of(self, obj: Campaign) -> str:
        return str(obj.pk)

    def view_on_site(self, obj: Campaign) -> str:
        return reverse("campaign", args=[obj.pk])

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """Who belongs to it goes with it: whoever may delete the campaign needs no leave for that."""
        deleted, counts, needed, protected = super().get_deleted_objects(objs, request)
        return deleted, counts, needed - {Membership._meta.verbose_name}, protected

    def save_model(self, request: HttpRequest, obj: Campaign, form: Any, change: bool) -> None:
        """Whoever founds a campaign owns it; staff say on the same page who does."""
        super().save_model(request, obj, form, change)
        if not change and not is_staff(request.user):
            Membership.objects.create(campaign=obj, user=request.user, role=Membership.Role.OWNER)

    def save_related(self, request: HttpRequest, form: Any, *args: Any) -> None:
        super().save_related(request, form, *args)
        members.tell(form.instance.pk)


@admin.register(Membership)
class MembershipAdmin(Authored):
    list_display = ["campaign", "user", "role"]
    list_filter = ["role", ("campaign", Related)]
    list_select_related = ["campaign", "user"]
    search_fields = ["campaign__name", "user__username"]
    autocomplete_fields = ["campaign", "user"]

    def save_model(self, request: HttpRequest, obj: Membership, *args: Any) -> None:
        super().save_model(request, obj, *args)
        members.tell(obj.campaign_id)

    def delete_model(self, request: HttpRequest, obj: Membership) -> None:
        super().delete_model(request, obj)
        members.tell(obj.campaign_id)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        campaigns = set(queryset.values_list("campaign_id", flat=True))
        super().delete_queryset(request, queryset)
        for campaign_id in campaigns:
            members.tell(campaign_id)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """A membership is somebody's in one campaign: of these two nothing changes."""
        return ["campaign", "user"] if obj is not None else []

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """DMs have a page for it, which never leaves a campaign without an owner."""
        return is_staff(request.user) and super().has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_staff(request.user) and super().has_delete_permission(request, obj)


@admin.register(Invitation)
class InvitationAdmin(Authored):
    list_display = ["campaign", "role", "uses", "most_uses", "expires_at", "revoked_at"]
    list_filter = ["role", ("campaign", Related)]
    list_select_related = ["campaign"]
    search_fields = ["campaign__name"]
    autocomplete_fields = ["campaign"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Its link would be shown nowhere: invitations are made on the campaign's page."""
        return False
