"""What characters and NPCs carry, over REST."""

from typing import Any

from django.db.models import Q, QuerySet
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from campaigns.api.fields import Reference
from campaigns.api.filters import InventoryFilter
from campaigns.api.once import once
from campaigns.api.viewsets import Creating
from campaigns.api.wire import ContentSerializer
from campaigns.api.within import WithinViewSet
from campaigns.models import NPC, InventoryEntry, Item, PlayerCharacter
from campaigns.permissions import rows
from campaigns.protection import check_change


class ItemReference(Reference):
    """An item that the asker sees, or one that this creature carries already."""

    def known(self) -> QuerySet[Item]:
        seen = rows(self.context["request"].user, "view", Item).values("pk")
        carried = self.context["parent"].inventory.values("item")
        return Item.objects.filter(Q(pk__in=seen) | Q(pk__in=carried))


class InventoryEntrySerializer(ContentSerializer):
    """So many of one thing. What is equipped goes to the item's own slot where none is named."""

    FIXED = ("item",)

    itemId = ItemReference(Item, source="item")
    name = serializers.CharField(source="item.name", read_only=True)
    kind = serializers.CharField(source="item.kind", read_only=True)

    class Meta:
        model = InventoryEntry
        fields = ["id", "itemId", "name", "kind", "quantity", "equipped", "slot", "charges_left"]

    def campaign_id(self, row: Any) -> str | None:
        return str(self.context["parent"].campaign_id)

    def asker_role(self, row: Any) -> str:
        return str(self.context["view"].role)

    def settle(self, row: Any, attrs: dict[str, Any]) -> None:
        creature = self.context["parent"]
        setattr(row, "npc" if isinstance(creature, NPC) else "player_character", creature)
        if "equipped" in attrs and "slot" not in attrs:
            row.slot = attrs["slot"] = row.item.slot if row.equipped else ""


class InventoryViewSet(WithinViewSet, Creating):
    """An inventory, for the character's player and the DMs. While its owner is at a live table it changes there."""

    model = InventoryEntry
    serializer_class = InventoryEntrySerializer
    example = {"itemId": "ropeq7v2mzp4t6x8", "quantity": 2}
    filterset_class = InventoryFilter
    with_parts = ("item",)
    search_fields = ["item__name"]
    ordering_fields = {"id": "pk", "quantity": "quantity"}
    ordering = ["pk"]

    def create(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        check_change(self.parent, {"inventory"})
        return once(request, self.campaign_id, lambda: self._created(request))

    def check_change(self, row: Any, columns: set[str]) -> None:
        check_change(self.parent, {"inventory"})

    def take_away(self, row: Any) -> None:
        check_change(self.parent, {"inventory"})
        row.delete()


class CharacterInventoryViewSet(InventoryViewSet):
    parent_model = PlayerCharacter
    parent_column = "player_character"


class NPCInventoryViewSet(InventoryViewSet):
    parent_model = NPC
    parent_column = "npc"
