"""What was said, in Django's admin: to read, and to hide."""

from typing import Any

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest

from campaigns.admin.own import Related
from campaigns.desk import is_staff
from campaigns.ids import new_id
from chat.models import ChatMessage, heard_by
from engine.asking import Refused
from engine.commands import HideChat
from interactions import rooms
from interactions.admin import OfOwnCampaigns
from interactions.door import person


@admin.register(ChatMessage)
class ChatMessageAdmin(OfOwnCampaigns):
    list_display = ["interaction", "name", "content", "type", "timestamp", "hidden"]
    list_filter = ["hidden", "type", ("interaction__campaign", Related)]
    list_select_related = ["interaction"]
    search_fields = ["content", "name", "user_id", "interaction__id", "interaction__name"]
    actions = ["hide", "show"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        """A DM moderates what she could read at the table: of private messages those to her and from her."""
        found = super().get_queryset(request)
        if is_staff(request.user):
            return found
        return found.filter(heard_by(request.user.pk, dm=True))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return super().has_change_permission(request, obj) if is_staff(request.user) else self.is_own(request, obj)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [field.name for field in ChatMessage._meta.fields]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    @admin.action(description="Hide from everybody", permissions=["change"])
    def hide(self, request: HttpRequest, chosen: QuerySet[ChatMessage]) -> None:
        self._moderate(request, chosen, hidden=True)

    @admin.action(description="Show again", permissions=["change"])
    def show(self, request: HttpRequest, chosen: QuerySet[ChatMessage]) -> None:
        self._moderate(request, chosen, hidden=False)

    def _moderate(self, request: HttpRequest, chosen: QuerySet[ChatMessage], *, hidden: bool) -> None:
        """Each through its room, behind the admin's transaction: inside, the journal would wait for us."""
        for message in chosen:
            transaction.on_commit(lambda message=message: self._ask(request, message, hidden))

    def _ask(self, request: HttpRequest, message: ChatMessage, hidden: bool) -> None:
        try:
            role = "system" if is_staff(request.user) else "dm"  # staff moderate private messages too
            asked = HideChat(message_id=message.pk, hidden=hidden)
            rooms.ask(message.interaction_id, person(request.user, role), asked, new_id())
            rooms.catch_up(message.interaction_id)
        except Exception as error:
            said = error.message if isinstance(error, Refused) else str(error)
            self.message_user(request, f"{message}: {said}", messages.ERROR)
        else:
            self.message_user(request, f"{message}: {'hidden' if hidden else 'shown'}.", messages.SUCCESS)
