"""What happened, in Django's admin, for reading: the followers write it, from the journal."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from campaigns.admin.own import Related, Values
from campaigns.desk import is_staff
from interactions.admin import Record as OfTheJournal
from turns.models import CastMember, LiveInteractionLog, PlayerAction, RewardGrant, Settlement, TurnRecord


class Record(OfTheJournal):
    """A record of the journal is changed by the journal alone; what was rolled in private is not the DM's to read."""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        if is_staff(request.user) or not hasattr(self.model, "audience"):
            return found
        return found.exclude(audience="own")


@admin.register(TurnRecord)
class TurnRecordAdmin(Record):
    list_display = ["interaction", "round_number", "turn_number", "entity_id", "entity_type", "status", "start_time"]
    list_filter = [("status", Values), "entity_type", "undone", "audience", ("interaction__campaign", Related)]
    search_fields = ["turn_id", "entity_id", "interaction__id", "interaction__name", "reason"]


@admin.register(PlayerAction)
class PlayerActionAdmin(Record):
    list_display = ["interaction", "verb", "entity_id", "status", "outcome", "visibility", "submitted_at"]
    list_filter = ["status", ("outcome", Values), "action_type", "verb", ("interaction__campaign", Related)]
    search_fields = ["id", "entity_id", "action_description", "dm_notes", "interaction__id", "interaction__name"]


@admin.register(LiveInteractionLog)
class LiveInteractionLogAdmin(Record):
    list_display = ["interaction", "seq", "event_type", "entity_id", "audience", "timestamp"]
    list_filter = ["event_type", "audience", ("interaction__campaign", Related)]
    search_fields = ["entity_id", "user_id", "session_id", "interaction__id", "interaction__name"]


@admin.register(RewardGrant)
class RewardGrantAdmin(Record):
    list_display = ["interaction", "entity_id", "xp", "item_name", "reversed", "granted_at"]
    list_filter = ["reversed", ("interaction__campaign", Related)]
    search_fields = ["entity_id", "item_name", "note", "interaction__id", "interaction__name"]


@admin.register(Settlement)
class SettlementAdmin(Record):
    list_display = ["interaction", "seq", "at"]
    list_filter = [("interaction__campaign", Related)]
    search_fields = ["interaction__id", "interaction__name"]


@admin.register(CastMember)
class CastMemberAdmin(Record):
    list_display = ["name", "interaction", "entity_type", "user_id", "source_id"]
    list_filter = ["entity_type", ("interaction__campaign", Related)]
    search_fields = ["name", "entity_id", "source_id", "interaction__id", "interaction__name"]
