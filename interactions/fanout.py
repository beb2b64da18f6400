"""What a room tells, and to whom: one numbered stream a class of viewer, each frame encoded once."""

from collections.abc import Iterable, Sequence
from functools import cache

from engine.asking import Refused
from engine.delta import Change, own_delta, stream_delta
from engine.events import Event, MessageHidden, MessageShown
from engine.outlook import Outlook
from engine.state import Room
from engine.told import ALONE, WORDS, alike, told, told_alone, told_to
from engine.view import document, own_document
from interactions import protocol
from interactions.shapes.documents import KINDS
from interactions.sockets import Frame
from interactions.streams import VIEWED, Document, Seat, Stream

RECENT = 50
RECENT_BYTES = 32 * 1024
"""Of each of chat, log and turns in a snapshot; REST has the rest."""
SHARED = ("dm", "party", "table")


class Fanout:
    """The streams of one room and who follows them."""

    def __init__(self) -> None:
        self.shared = {name: Stream(name) for name in SHARED}
        self.own: dict[str, Stream] = {}
        self.presence: Document = {}
        """Who belongs to the campaign and who is connected, as everybody is shown it, by user id."""
        self.roles: dict[str, str] = {}
        """The roles of the campaign's members as far as this room knows them, by user id."""
        self._outlook: Outlook | None = None
        """Of the state that was told last."""

    @property
    def seats(self) -> list[Seat]:
        return [seat for stream in self.shared.values() for seat in stream.seats]

    def eyes(self, seat: Seat, view_as: str | None) -> tuple[str, str]:
        """As whom a seat sees that wants to view as somebody, or as itself. Raises `Refused`."""
        if view_as is None or view_as == seat.user_id:
            return seat.user_id, seat.role
        if seat.role != "dm":
            raise Refused("forbidden", "Only the DM may view as somebody else.")
        role = self.roles.get(view_as, "")
        if role not in ("player", "spectator"):
            raise Refused("unknown_target", "There is no such player or spectator in this campaign.")
        return view_as, role

    def connected(self, user_id: str) -> bool:
        return any(seat.user_id == user_id for seat in self.seats)

    def add(self, seat: Seat) -> None:
        self.shared[seat.shared].follow(seat)
        self.own_stream(seat.own).follow(seat)

    def remove(self, seat: Seat) -> bool:
        """False if it was not there."""
        stream = self.shared[seat.shared]
        if seat not in stream.seats:
            return False
        stream.seats.remove(seat)
        self.own_stream(seat.own).seats.remove(seat)
        return True

    def own_stream(self, key: str) -> Stream:
        """By user id, or `VIEWED` and the user id."""
        if key not in self.own:
            self.own[key] = Stream("own")
        return self.own[key]

    def tell(self, before: Room, after: Room, events: Sequence[Event], at: int, asker: Seat | None, ack: Frame) -> None:
        """To every seat what its streams have of it; the asker gets `ack` behind that, in the same write."""
        change = Change(before, after, self._outlook)
        self._outlook = change.now
        own = self._own_frames(change, _alone(events, at), at)
        heard = _heard(events, at)
        answered = asker is None
        for stream in self.shared.values():
            if not stream.role:
                continue
            frame = self._shared_frame(stream, change, heard, at)
            for seat in stream.seats:
                mine = own.get(seat.own)
                if seat is asker:
                    seat.socket.write(*[part for part in (frame, mine, ack) if part is not None])
                    answered = True
                elif frame is not None:
                    seat.socket.write(frame) if mine is None else seat.socket.write(frame, mine)
                elif mine is not None:
                    seat.socket.write(mine)
        if not answered and asker is not None:
            asker.socket.write(ack)

    def _shared_frame(
        self, stream: Stream, change: Change, heard: Sequence[tuple[Event, Document | None]], at: int
    ) -> Frame | None:
        """`heard` has the message that all streams share, where they do."""
        name = stream.name
        messages: list[Document] = []
        changes = stream_delta(change, name)
        if changes:
            messages.append(_delta(changes))
        for event, shared in heard:
            if shared is not None:
                messages.append(shared)
            elif (message := told(event, name)) is not None:
                messages.append(_dated(message, at))
        return stream.frame(at, messages) if messages else None

    def _own_frames(self, change: Change, alone: dict[str, list[Document]], at: int) -> dict[str, Frame]:
        """By the key of the stream: what changed in her document, and what is said to her alone."""
        frames: dict[str, Frame] = {}
        for user_id in change.owners:
            viewed = self.own.get(VIEWED + user_id)
            if viewed is not None and (changes := own_delta(change, user_id)):
                frames[VIEWED + user_id] = viewed.frame(at, [_delta(changes)])
            stream = self.own.get(user_id)
            if stream is not None and stream.role == "player" and (changes := own_delta(change, user_id)):
                frames[user_id] = stream.frame(at, [_delta(changes), *alone.pop(user_id, ())])
        for user_id, messages in alone.items():
            stream = self.own.get(user_id)
            if stream is not None and stream.role:
                frames[user_id] = stream.frame(at, messages)
        return frames

    def forget(self) -> None:
        """Whoever missed something gets a snapshot: what was said and hidden meanwhile is not sent any more."""
        for stream in (*self.shared.values(), *self.own.values()):
            stream.frames.clear()

    def tell_presence(self, changes: Document, at: int) -> None:
        """Who came or went: the same for every viewer, and not journalled."""
        messages = [_delta({"presence": changes})]
        for stream in self.shared.values():
            if not stream.role:
                continue
            frame = stream.frame(at, messages)
            for seat in stream.seats:
                seat.socket.write(frame)

    def caught_up(self, seat: Seat, since: Document, life: str) -> list[Frame] | None:
        """The frames this seat missed of all its streams; None where it needs a snapshot."""
        if since.get("room") != life:
            return None
        frames: list[Frame] = []
        for stream in self.streams_of(seat):
            n = since.get(stream.name)
            missed = stream.since(n) if isinstance(n, int) else None
            if missed is None:
                return None
            frames += missed
        return frames

    def streams_of(self, seat: Seat) -> tuple[Stream, Stream]:
        return self.shared[seat.shared], self.own_stream(seat.own)

    def state_for(self, seat: Seat, room: Room) -> Document:
        """The documents of a seat's streams, whole."""
        name = seat.shared
        shared = {**document(room, name), "presence": self.presence}
        return {name: shared, "own": own_document(room, seat.eyes[0]) if name == "party" else {}}


def _delta(changes: Document) -> Document:
    return {"type": "stateDelta", "kinds": _kinds(tuple(changes)), "changes": changes}


@cache
def _kinds(keys: tuple[str, ...]) -> list[str]:
    """Which parts of the document a change is about; each once, in the order of the change."""
    return list(dict.fromkeys([KINDS.get(key, key) for key in keys]))


def _heard(events: Sequence[Event], at: int) -> list[tuple[Event, Document | None]]:
    """The events worth telling, each with its message where that is the same on all streams."""
    heard: list[tuple[Event, Document | None]] = []
    for event in events:
        if not alike(event):
            heard.append((event, None))
        elif type(event) in WORDS and (message := told(event, "dm")) is not None:
            heard.append((event, _dated(message, at)))
    return heard


def _alone(events: Sequence[Event], at: int) -> dict[str, list[Document]]:
    """What is said to some alone, by user id."""
    found: dict[str, list[Document]] = {}
    for event in events:
        for user_id in told_to(event) if type(event) in ALONE else ():
            if (message := told_alone(event)) is not None:
                found.setdefault(user_id, []).append(_dated(message, at))
    return found


def _dated(message: Document, at: int) -> Document:
    if message["type"] == "chatMessage":
        message["message"]["timestamp"] = at
    return message


def recent(rows: Iterable[tuple[int, Sequence[Event]]], stream: str, user_id: str = "") -> Document:
    """The newest 50 of chat, log and turns on a stream and of what was said to `user_id` alone, oldest first, from (time,
    events) of the newest rows."""
    found: dict[str, list[Document]] = {"chat": [], "log": [], "turns": []}
    names = {"chatMessage": "chat", "logEvent": "log", "turnUpdate": "turns"}
    hidden: set[str] = set()
    for at, events in rows:
        for event in events:
            message = told(event, stream)
            if message is None and user_id in told_to(event):
                message = told_alone(event)
            if message is not None and (place := names.get(str(message["type"]))):
                found[place].append({**_dated(message, at), "at": at})
            if isinstance(event, MessageHidden):
                hidden.add(event.message_id)
            elif isinstance(event, MessageShown):
                hidden.discard(event.message.id)
    found["chat"] = [entry for entry in found["chat"] if entry["message"]["id"] not in hidden]
    return {name: _newest(messages) for name, messages in found.items()}


def _newest(messages: list[Document]) -> list[Document]:
    """The newest that fit: what greets a newcomer must stay far below what may wait for a reader."""
    newest: list[Document] = []
    room = RECENT_BYTES
    for message in reversed(messages[-RECENT:]):
        room -= len(protocol.encode(message))
        if room < 0:
            break
        newest.append(message)
    return newest[::-1]
