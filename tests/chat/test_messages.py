"""The follower of what is said."""

from chat.followers import Messages
from chat.models import ChatMessage
from engine.asking import Spoken
from engine.commands import HideChat, SendChat, StartInteraction
from tests.engine.table import Moderator, aria, bram, mira
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


def test_what_was_hidden_is_hidden_however_it_is_read(db: None):
    evening = Evening(*prepare())
    evening.says(mira, StartInteraction())
    said = evening.says(aria, SendChat(content="For the mill!")).events[0]
    spoken = Spoken(said, evening.rows[-1].at, hidden=False)
    for hidden in (True, False, True):
        evening.says(Moderator(spoken._replace(hidden=not hidden)), HideChat(message_id=said.id, hidden=hidden))
        for at_once in (1, 2, 9):
            evening.read_by(Messages(), at_once=at_once)
            assert ChatMessage.objects.get().hidden is hidden
            assert Messages().stored("fight") == Messages().expected(evening.rows)
