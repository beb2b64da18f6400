"""What Convex has of the content: for staff, to see what waits, what contradicts and what cannot be kept."""

from typing import Any

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest

from campaigns.convex.settling import Keep, settle
from campaigns.models import Counterpart


@admin.register(Counterpart)
class CounterpartAdmin(admin.ModelAdmin):
    list_display = ["__str__", "state", "reason", "mirrored", "revision"]
    list_filter = ["state", "kind", "mirrored", "gone"]
    search_fields = ["row_id", "convex_id", "reason"]
    ordering = ["-state", "kind", "row_id"]
    actions = ["keep_local", "keep_convex"]

    @admin.action(description="Keep what is here", permissions=["decide"])
    def keep_local(self, request: HttpRequest, chosen: QuerySet[Counterpart]) -> None:
        self._decide(request, chosen, "local")

    @admin.action(description="Take what Convex has", permissions=["decide"])
    def keep_convex(self, request: HttpRequest, chosen: QuerySet[Counterpart]) -> None:
        self._decide(request, chosen, "convex")

    def _decide(self, request: HttpRequest, chosen: QuerySet[Counterpart], keep: Keep) -> None:
        """Only conflicts are decided; the rest of what was chosen stays as it is."""
        conflicts = chosen.filter(state=Counterpart.State.CONFLICT)
        for pk in conflicts.values_list("pk", flat=True):
            settled = settle(pk, keep)
            if settled.sentence:
                self.message_user(request, f"{settled.counterpart}: {settled.sentence}", messages.WARNING)
            else:
                self.message_user(request, f"{settled.counterpart}: decided.")

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("campaigns.change_counterpart")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
