"""Those who read the journal for this app, in the order in which they need each other: the cast comes first.

Each has `project` (write what a batch of rows changes; the same rows may come again), `expected` (what all rows of an
interaction come to), `stored` (what the tables hold) and `contradictions` (where the tables disagree with the room).
"""

from turns.followers.cast import Cast
from turns.followers.ledger import RewardLedger
from turns.followers.log import EventLog
from turns.followers.player_actions import PlayerActions
from turns.followers.turn_records import TurnRecords

__all__ = ["Cast", "EventLog", "PlayerActions", "RewardLedger", "TurnRecords"]
