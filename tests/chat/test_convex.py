"""Who hears in Convex what was said: as at the table, also of what the table itself says."""

from typing import Any

from chat.convex import Records
from chat.followers import Messages
from chat.models import ChatMessage
from engine import commands as c
from interactions.convex.records import Part
from tests.engine.table import aria, mira
from tests.evenings import Evening, prepare


def test_a_notice_is_heard_by_those_who_heard_it_at_the_table_and_comes_back_so(db: None, settings: Any):
    settings.CONVEX = {**settings.CONVEX, "chat": True}
    evening = Evening(*prepare())
    evening.says(mira, c.StartInteraction())
    evening.says(mira, c.UpdateTurnSettings(allow_private_chat=True))
    evening.says(aria, c.SendChat(content="/roll d20"))
    evening.says(aria, c.SendChat(content="/roll d20", type="dm"))
    evening.says(aria, c.SendChat(content="/roll d20", type="private", recipients=["bram"]))
    evening.says(mira, c.PauseInteraction())
    evening.read_by(Messages())
    part = Part("fight", "journal", 1, 0, len(evening.rows), evening.rows)
    documents = [operation.args for operation in Records().operations(part)]
    heard = [
        (one["type"], one["audience"], one.get("heardBy")) for one in sorted(documents, key=lambda one: one["seq"])
    ]
    assert heard == [
        ("system", "all", None),
        ("system", "dm", ["aria"]),
        ("system", "own", ["aria", "bram"]),
        ("system", "all", None),
    ]
    before = list(ChatMessage.objects.order_by("seq").values("content", "type", "heard_by", "recipients", "user_id"))
    ChatMessage.objects.all().delete()
    Records().restore("chatMessages", documents)
    restored = ChatMessage.objects.order_by("seq").values("content", "type", "heard_by", "recipients", "user_id")
    assert list(restored) == before
