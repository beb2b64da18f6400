"""The follower of what is said."""

from chat.followers import Messages
from chat.models import ChatMessage
from engine.commands import SendChat, StartInteraction
from tests.engine.table import aria, bram, mira
from tests.evenings import Evening, prepare


def test_messages_stand_in_the_order_in_which_they_were_said(db: None):
    evening = Evening(*prepare())
    evening.says(mira, StartInteraction())
    said = [(aria, "For the mill!"), (bram, "Wait."), (mira, "Too late.")]
    rows = [evening.says(person, SendChat(content=content)) for person, content in said]
    evening.read_by(Messages(), at_once=2)
    evening.read_by(Messages())
    messages = list(ChatMessage.objects.values_list("name", "content", "timestamp", "seq"))
    assert messages == [
        (person.user_id.capitalize(), content, row.at, row.seq)
        for (person, content), row in zip(said, rows, strict=True)
    ]


def test_a_hidden_message_stays_hidden_and_is_no_difference(db: None):
    evening = Evening(*prepare())
    evening.says(mira, StartInteraction())
    evening.says(aria, SendChat(content="For the mill!"))
    evening.read_by(Messages())
    ChatMessage.objects.update(hidden=True)
    evening.read_by(Messages())
    assert ChatMessage.objects.get().hidden
    assert Messages().stored("fight") == Messages().expected(evening.rows)
