"""What was said, in Django's admin: to read, and to hide."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from chat.models import ChatMessage


@admin.register(ChatMessage)
class ChatMessageAdmin(admin.ModelAdmin):
    list_display = ["interaction", "name", "content", "type", "timestamp", "hidden"]
    list_filter = ["hidden", "type", "interaction__campaign"]
    list_select_related = ["interaction"]
    search_fields = ["content", "name", "user_id", "interaction__id", "interaction__name"]
    actions = ["hide", "show"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in ChatMessage._meta.fields if field.name != "hidden"]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Hide from everybody", permissions=["change"])
    def hide(self, request: HttpRequest, chosen: QuerySet[ChatMessage]) -> None:
        chosen.update(hidden=True)

    @admin.action(description="Show again", permissions=["change"])
    def show(self, request: HttpRequest, chosen: QuerySet[ChatMessage]) -> None:
        chosen.update(hidden=False)
