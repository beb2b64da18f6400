"""What REST answers about what was said, as types for the documentation."""

from msgspec import UNSET, UnsetType

from interactions.shapes.base import Millis, Shape


class MessageRecord(Shape, kw_only=True):
    """Something said at the table, with a participant's voice where `entityId` names one."""

    id: str
    user_id: str
    name: str
    content: str
    type: str
    timestamp: Millis
    entity_id: str | UnsetType = UNSET
    recipients: list[str] | UnsetType = UNSET


DOCUMENTED = (MessageRecord,)
