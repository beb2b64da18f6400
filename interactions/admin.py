"""Interactions in Django's admin: drafts to edit, live ones to steer through their rooms, the journal to read."""

import json
import logging
from collections.abc import Callable
from typing import Any

import msgspec
from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse

from campaigns.admin.own import Limited, OnSite, Related, campaigns_led_by
from campaigns.admin.people import CampaignAdmin
from campaigns.desk import is_dm, is_staff
from campaigns.ids import new_id
from campaigns.models import Campaign
from campaigns.permissions import role_may
from campaigns.roles import member_role
from engine import commands as c
from engine.asking import Refused
from engine.state import Room
from interactions import replay, rooms
from interactions.adminform import DraftForm, ParticipantFormSet
from interactions.door import person
from interactions.exchange.campaign import export_campaign
from interactions.exchange.handing import exporting
from interactions.exchange.played import export_interaction
from interactions.models import Alert, FollowerCursor, Interaction, JournalEntry, LiveStatus, Participant, Snapshot

log = logging.getLogger(__name__)


class ReadOnly(admin.ModelAdmin):
    """To look at: what is written here is written by the rooms. For staff, unless a subclass says more."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class OfOwnCampaigns(admin.ModelAdmin):
    """Staff see all rows, DMs those of their campaigns; `campaign_path` leads from a row to its campaign."""

    campaign_path = "interaction__campaign"

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        if is_staff(request.user):
            return found
        return found.filter(**{f"{self.campaign_path}__in": campaigns_led_by(request.user)})

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_view_permission(request, obj) if is_staff(request.user) else self.is_own(request, obj)

    def is_own(self, request: HttpRequest, obj: Any = None) -> bool:
        """Whether a DM's hands may be on this row (None: on any at all)."""
        if obj is None:
            return is_dm(request.user)
        return self.get_queryset(request).filter(pk=obj.pk).exists()


class Record(OfOwnCampaigns, ReadOnly):
    """What followers have written, for DMs to read, too."""

    list_select_related = ["interaction"]


class ParticipantInline(Limited, admin.TabularInline):
    """The draft; once it is live the journal is the truth and these rows stay as they were."""

    model = Participant
    formset = ParticipantFormSet
    fields = ["order", "character", "npc", "monster", "name", "x", "y", "hidden", "hp_display"]
    autocomplete_fields = ["character", "npc", "monster"]
    extra = 0

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_draft(obj) and _may_edit(request, obj)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True  # of an interaction that the asker may look at

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.has_change_permission(request, obj)


def _is_draft(interaction: Interaction | None) -> bool:
    return interaction is None or interaction.live_status == LiveStatus.IDLE


def _may_edit(request: HttpRequest, interaction: Interaction | None) -> bool:
    """Staff by Django's permission, DMs in their own campaigns."""
    if is_staff(request.user):
        return bool(request.user.has_perm("interactions.change_interaction"))
    if interaction is None:
        return True
    return role_may(member_role(request.user.pk, interaction.campaign_id) or "outsider", "change", "draft")


def _asks(command: Callable[[], c.Command], description: str) -> Any:
    """An admin action that asks the room of each chosen interaction, after commit: inside, the journal would wait for us."""

    @admin.action(description=description, permissions=["change"])
    def action(self: admin.ModelAdmin, request: HttpRequest, chosen: QuerySet[Interaction]) -> None:
        for interaction in chosen:
            transaction.on_commit(lambda interaction=interaction: _ask(self, request, interaction, command()))

    action.__name__ = description.split()[0].lower()
    return action


def _ask(where: admin.ModelAdmin, request: HttpRequest, interaction: Interaction, command: c.Command) -> None:
    try:
        rooms.ask(interaction.pk, person(request.user, "dm"), command, new_id())
    except Refused as refused:
        where.message_user(request, f"{interaction}: {refused.message}", messages.ERROR)
    except Exception:
        log.exception("%s: asked by the admin", interaction.pk)
        where.message_user(request, f"{interaction}: the table does not answer.", messages.ERROR)
    else:
        where.message_user(request, f"{interaction}: done.", messages.SUCCESS)


@admin.register(Interaction)
class InteractionAdmin(OnSite, Limited, OfOwnCampaigns):
    campaign_path = "campaign"
    form = DraftForm
    list_display = ["name", "campaign", "kind", "live_status", "outcome", "dm", "created_at"]
    list_filter = ["live_status", "outcome", "kind", ("campaign", Related)]
    list_select_related = ["campaign", "dm"]
    search_fields = ["name", "description", "campaign__name", "dm__username"]
    autocomplete_fields = ["campaign", "location", "quest", "dm", "reward_items"]
    readonly_fields = ["live_status", "outcome", "epoch", "created_at", "started_at", "ended_at"]
    fieldsets = [
        (None, {"fields": ("campaign", ("name", "kind"), "description", ("location", "quest"), "dm")}),
        ("Rules and rewards", {"fields": ("settings", "reward_items", "xp_awards")}),
        ("Live", {"fields": (("live_status", "outcome", "epoch"), ("created_at", "started_at", "ended_at"))}),
    ]
    inlines = [ParticipantInline]
    actions = [
        _asks(c.StartInteraction, "Go live"),
        _asks(c.PauseInteraction, "Pause"),
        _asks(c.ResumeInteraction, "Resume"),
        _asks(c.EndInteraction, "Complete"),
        _asks(lambda: c.EndInteraction(outcome="cancelled"), "Cancel (nothing lasts)"),
        exporting(export_interaction),
    ]

    def view_on_site(self, obj: Interaction) -> str:
        return reverse("live", args=[obj.pk])

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) if is_staff(request.user) else is_dm(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if is_staff(request.user):
            return _is_draft(obj) and super().has_change_permission(request, obj)
        return _is_draft(obj) and self.is_own(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        if is_staff(request.user):
            return _is_draft(obj) and super().has_delete_permission(request, obj)
        return _is_draft(obj) and self.is_own(request, obj)

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Whoever looks at the draft reads it anew."""
        super().save_related(request, form, formsets, change)
        transaction.on_commit(lambda: rooms.forget(form.instance.pk))


admin.site.unregister(Campaign)


@admin.register(Campaign)
class CampaignWithDraftsAdmin(CampaignAdmin):
    """Content knows nothing of interactions; a campaign's document has its drafts in it."""

    actions = [exporting(export_campaign)]


@admin.register(JournalEntry)
class JournalEntryAdmin(ReadOnly):
    list_display = ["interaction", "seq", "person", "command_id", "at", "epoch"]
    list_filter = [("interaction__campaign", Related)]
    list_select_related = ["interaction"]
    search_fields = ["interaction__id", "interaction__name", "person", "command_id"]
    fields = ["interaction", ("seq", "epoch", "v"), ("person", "command_id"), "at", "what_happened", "answer"]
    readonly_fields = ["what_happened", "answer"]

    @admin.display(description="What happened")
    def what_happened(self, entry: JournalEntry) -> str:
        try:
            return _readable(replay.events_of(entry.interaction_id, entry.seq, bytes(entry.events)))
        except replay.Unreadable as error:
            return str(error)

    @admin.display(description="Answer")
    def answer(self, entry: JournalEntry) -> str:
        return bytes(entry.result).decode(errors="replace")


@admin.register(Snapshot)
class SnapshotAdmin(ReadOnly):
    list_display = ["interaction", "seq", "reason", "at"]
    list_filter = ["reason", ("interaction__campaign", Related)]
    list_select_related = ["interaction"]
    search_fields = ["interaction__id", "interaction__name"]
    fields = ["interaction", ("seq", "epoch", "v"), ("at", "reason"), "sha256", "room"]
    readonly_fields = ["room"]

    @admin.display(description="Room")
    def room(self, snapshot: Snapshot) -> str:
        try:
            room: Room = replay.room_of(snapshot.pk, bytes(snapshot.state), snapshot.sha256)
        except replay.Unreadable as error:
            return str(error)
        return _readable(room)


@admin.register(FollowerCursor)
class FollowerCursorAdmin(ReadOnly):
    list_display = ["follower", "interaction", "seq", "error"]
    list_filter = ["follower"]
    list_select_related = ["interaction"]
    search_fields = ["interaction__id", "interaction__name", "error"]


@admin.register(Alert)
class AlertAdmin(ReadOnly):
    list_display = ["user", "kind", "text", "interaction", "created_at", "read", "withdrawn"]
    list_filter = ["kind", "read", "withdrawn"]
    list_select_related = ["user", "interaction"]
    search_fields = ["user__username", "text", "interaction__id", "interaction__name"]


def _readable(value: Any) -> str:
    return json.dumps(msgspec.to_builtins(value), indent=2, ensure_ascii=False, default=sorted)
