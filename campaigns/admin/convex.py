"""What Convex has of the content: for staff, to see what waits, what contradicts and what cannot be kept."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from campaigns.models import Counterpart


@admin.register(Counterpart)
class CounterpartAdmin(admin.ModelAdmin):
    list_display = ["__str__", "state", "reason", "mirrored", "revision"]
    list_filter = ["state", "kind", "mirrored", "gone"]
    search_fields = ["row_id", "convex_id", "reason"]
    ordering = ["-state", "kind", "row_id"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False
