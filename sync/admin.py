"""The outbox in Django's admin: to read, and to send again what was parked. It has every secret of a table: for staff alone."""

from datetime import UTC, datetime
from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from sync import waiting
from sync.models import OutboxEntry
from sync.status import sentences

SHOWN = 20_000
"""Characters of what is sent that a page shows."""


class SetAside(admin.SimpleListFilter):
    """Those that need somebody, or those that simply wait."""

    title = "set aside"
    parameter_name = "set_aside"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [("yes", "Yes"), ("no", "No, it waits")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[OutboxEntry]) -> QuerySet[OutboxEntry]:
        narrowed = {"yes": {"parked__gt": ""}, "no": {"parked": ""}}
        return queryset.filter(**narrowed.get(self.value() or "", {}))


@admin.register(OutboxEntry)
class OutboxEntryAdmin(admin.ModelAdmin):
    list_display = ["id", "op", "key", "why", "reason", "attempts", "size", "created"]
    list_filter = [SetAside, "parked", "op"]
    search_fields = ["key", "parked_reason"]
    show_full_result_count = False
    fields = [("op", "key"), ("revision", "newest_only", "edition"), "parked", "parked_reason", "attempts", "sent"]
    readonly_fields = ["op", "key", "revision", "newest_only", "edition", "parked", "parked_reason", "attempts", "sent"]
    actions = ["send_again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[OutboxEntry]:
        """A list does not read what is sent."""
        return super().get_queryset(request).defer("operations")

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> Any:
        subtitle = " ".join(sentences()) or "Convex is switched off."
        return super().changelist_view(request, {**(extra_context or {}), "subtitle": subtitle})

    @admin.display(description="Parked", ordering="parked")
    def why(self, entry: OutboxEntry) -> str:
        return entry.get_parked_display()

    @admin.display(description="What Convex said")
    def reason(self, entry: OutboxEntry) -> str:
        return entry.parked_reason[:200]

    @admin.display(description="Waits since", ordering="created_at")
    def created(self, entry: OutboxEntry) -> Any:
        return datetime.fromtimestamp(entry.created_at / 1000, UTC)

    @admin.display(description="What is sent")
    def sent(self, entry: OutboxEntry) -> str:
        return entry.operations[:SHOWN]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """What simply waits is not lost by a click."""
        return super().has_delete_permission(request, obj) and (obj is None or bool(obj.parked))

    @admin.action(description="Send again", permissions=["change"])
    def send_again(self, request: HttpRequest, chosen: QuerySet[OutboxEntry]) -> None:
        count = waiting.send_again(list(chosen.values_list("id", flat=True)))
        self.message_user(request, f"{count} will be sent again.", messages.SUCCESS if count else messages.WARNING)
