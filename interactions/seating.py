"""Who is in one live room: its sockets, who of them has joined, and what the others see of that.

Everything here runs on the event loop. A room that is over lets nobody in, and nobody's leaving matters to it.
"""

from collections.abc import Callable
from typing import Any, Protocol

from engine.asking import Role
from engine.state import Room
from interactions import protocol
from interactions.fanout import Fanout, recent
from interactions.lately import Lately
from interactions.letters import Person
from interactions.sockets import Frame
from interactions.storage import unpack_events
from interactions.streams import Seat

SEATS_EACH = 5
RESTARTING, REPLACED = 4503, 4409


class Hosting(Protocol):
    """What is seen of a room from here."""

    state: Room
    seq: int
    life: str
    closed: bool
    fanout: Fanout
    lately: Lately

    def now(self) -> int: ...
    def snapshot(self, reason: str) -> None: ...
    def close(self) -> None: ...
    def people_changed(self) -> None: ...
    def emptied(self) -> None: ...


class Seating:
    """`members` are the people known to the room, by user id, as the journal tells of them."""

    def __init__(self, room: Hosting, members: dict[str, dict[str, Any]]) -> None:
        self.guests: list[Seat] = []
        """Every socket that is here, joined or not, the oldest first."""
        self.on_people: Callable[[], None] = _nothing
        """Called when somebody came or went, as the others see it."""
        self._room = room
        self._fanout = room.fanout
        self._fanout.presence = {key: dict(member) for key, member in members.items()}
        self._fanout.roles = _roles(members)

    def enter(self, seat: Seat) -> None:
        """A socket came in; it may join. A sixth socket of a person replaces the oldest, joined or not."""
        if self._room.closed:
            seat.send_away(RESTARTING, "the room opens anew")
            return
        mine = [guest for guest in self.guests if guest.user_id == seat.user_id]
        self.guests.append(seat)
        if len(mine) >= SEATS_EACH:
            self.send_away(mine[0], REPLACED, "replaced by a newer window")

    def gone(self, seat: Seat) -> None:
        """The socket is closed."""
        if seat in self.guests:
            self.guests.remove(seat)
        self.leave(seat)
        if self.guests:
            return
        if self._room.seq == 0:
            self._room.close()  # a draft may be edited: whoever comes next reads it anew
        else:
            self._room.emptied()

    def join(self, seat: Seat, person: Person, since: dict[str, Any], view_as: str | None = None) -> None:
        """Seat a socket and give it everything to go on from.

        A DM may `view_as` a player or spectator: she hears what that person sees, but nothing that is said to her alone, and
        only looks on. Raises `Refused`.
        """
        self._looks_through(seat, self._fanout.eyes(seat, view_as))
        missed = self._fanout.caught_up(seat, since, self._room.life)
        if missed is None:
            seat.socket.write(Frame(self._whole(seat, person)))
        elif missed:
            seat.socket.write(*missed)
        if seat not in self._fanout.seats:
            self._sit_down(seat, person)

    def leave(self, seat: Seat) -> None:
        """The socket follows no more. The last of a person's is a disconnect, and brings a snapshot."""
        if not self._fanout.remove(seat) or self._room.closed:
            return
        if not self._fanout.connected(seat.user_id):
            self._present(seat.user_id, {"connected": None} if seat.user_id in self._fanout.roles else None)
            self._room.snapshot("dm_disconnect" if seat.role == "dm" else "player_disconnect")
        self._room.people_changed()

    def meet(self, members: dict[str, dict[str, str]]) -> None:
        """These are the campaign's members now, with their names and roles. Who is none any more and still connected is shown
        until she is sent away."""
        shown, self._fanout.roles = self._fanout.presence, _roles(members)
        changes: dict[str, Any] = {
            id: member for id, member in members.items() if shown.get(id, {}).get("role") != member["role"]
        }
        changes |= {id: None for id, one in shown.items() if id not in members and not one.get("connected")}
        if changes and not self._room.closed:
            self._show(changes)

    def send_away(self, seat: Seat, code: int, reason: str = "") -> None:
        """Close a socket that may not stay."""
        seat.send_away(code, reason)
        self.gone(seat)

    def end(self, code: int) -> None:
        """Send everybody away; who comes back opens the room from disk."""
        for seat in self.guests:
            seat.send_away(code, "the room opens anew")

    @property
    def people_here(self) -> list[str]:
        """The user ids of those who are connected."""
        everybody = self._fanout.presence.items()
        return [] if self._room.closed else [id for id, member in list(everybody) if member.get("connected")]

    @property
    def roles_here(self) -> set[Role]:
        """The roles of those who are connected."""
        return {seat.role for seat in self._fanout.seats}

    def _looks_through(self, seat: Seat, eyes: tuple[str, str]) -> None:
        """The streams of whoever it looks through from now on."""
        if eyes != seat.eyes:
            seated = self._fanout.remove(seat)
            seat.looks_through(eyes)
            if seated:
                self._fanout.add(seat)

    def _sit_down(self, seat: Seat, person: Person) -> None:
        first = not self._fanout.connected(seat.user_id)
        self._fanout.add(seat)
        self._fanout.roles.setdefault(seat.user_id, seat.role)
        if first:
            self._present(seat.user_id, {"name": person.name, "role": seat.role, "connected": True})
        self._room.people_changed()

    def _present(self, user_id: str, changes: dict[str, Any] | None) -> None:
        """She came or went."""
        self._show({user_id: changes})
        self.on_people()

    def _show(self, changes: dict[str, Any]) -> None:
        """By user id what is another now; None: she is shown no more."""
        presence = self._fanout.presence
        for user_id, new in changes.items():
            if new is None:
                presence.pop(user_id, None)
            else:
                presence[user_id] = {k: v for k, v in {**presence.get(user_id, {}), **new}.items() if v is not None}
        self._fanout.tell_presence(changes, self._room.now())

    def _whole(self, seat: Seat, person: Person) -> bytes:
        """The snapshot frame for a seat."""
        room, streams = self._room, self._fanout.streams_of(seat)
        user_id, role = seat.eyes
        name = self._fanout.presence[user_id]["name"] if seat.views_as else person.name
        mine = [p.id for p in room.state.table.participants.values() if p.owner == user_id]
        stream = streams[0].name
        rows = [(row.at, unpack_events(row.events)) for row in room.lately.of(stream, seat.own)]
        return protocol.encode(
            {
                "type": "snapshot",
                "room": room.life,
                "at": {stream.name: stream.n for stream in streams},
                "serverTime": room.now(),
                "you": {"userId": user_id, "name": name, "role": role, "entityIds": mine},
                "state": self._fanout.state_for(seat, room.state),
                "recent": recent(rows, stream, seat.own),
            }
        )


def _roles(members: dict[str, dict[str, Any]]) -> dict[str, str]:
    return {id: member["role"] for id, member in members.items()}


def _nothing() -> None:
    return None
