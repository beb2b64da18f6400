"""The directory of live rooms and the one door to them, for sockets, REST, admin and tests.

One crossing from threads to the event loop is here (`ask`, `view`, `catch_up`), and one from the loop to threads.
"""

import asyncio
import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Any, TypeVar

import msgspec
from django.db import close_old_connections, connection

from engine.asking import Refused
from engine.commands import Command
from engine.state import Room
from engine.view import document
from interactions.alerting import Listening
from interactions.convex.presence import Presence
from interactions.following import Following
from interactions.journal import Journal
from interactions.letters import Answer, Letter, Person
from interactions.room import RESTARTING, LiveRoom
from interactions.roomtime import Clock, LoopClock
from interactions.snapshots import Snapshots
from interactions.sockets import TOO_SLOW
from interactions.storage import Unreadable, members_of, open_room, trouble, view_room
from interactions.streams import Seat
from interactions.sweep import EVERY, Found, Held, look, pause

log = logging.getLogger(__name__)
T = TypeVar("T")

RESTART = Refused("busy", "The server is restarting. Try again in a moment.")
SILENT = 150_000
"""Milliseconds after which whoever used to ping and does not any more is taken for gone; browsers let hidden pages ping
once a minute only."""
PATIENCE = 30
"""Seconds that a thread waits for a room's answer."""


class Rooms:
    """All rooms of this process; lives on one event loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.loop = loop
        self.journal = Journal(loop)
        self.following = Following(self.journal)
        self.snapshots = Snapshots(self.journal)
        self.presence = Presence(self.journal, self._present)
        self.clock: Clock = LoopClock(loop)
        self.alerts = Listening()
        self.draining = False
        self._open: dict[str, LiveRoom] = {}
        self._opening: dict[str, asyncio.Task[LiveRoom]] = {}
        self._sweeps: set[asyncio.Task[None]] = set()
        self._readers = ThreadPoolExecutor(2, thread_name_prefix="reader")
        self._askers = ThreadPoolExecutor(8, thread_name_prefix="asker")
        self.caught_up = self.following.catch_up()
        self.loop.call_soon_threadsafe(self.loop.call_later, EVERY, self._sweep_regularly)

    async def in_thread(self, work: Callable[[], T]) -> T:
        """Database reads, in a small pool of their own."""
        return await self.loop.run_in_executor(self._readers, _with_own_connection, work)

    def _read(self, work: Callable[[], Any], slow: bool = False) -> "Future[Any]":
        """The same for a room, which awaits nothing; nobody else waits for what is `slow`."""
        return (self._askers if slow else self._readers).submit(_with_own_connection, work)

    async def room(self, interaction_id: str) -> LiveRoom:
        """The open room, or opened now. Raises `Refused`, `Unreadable`."""
        room = self._open.get(interaction_id)
        if room is not None:
            return room
        task = self._opening.get(interaction_id)
        if task is None:
            task = self.loop.create_task(self._open_room(interaction_id))
            self._opening[interaction_id] = task
            task.add_done_callback(lambda _: self._opening.pop(interaction_id, None))
        return await asyncio.shield(task)

    async def _open_room(self, interaction_id: str) -> LiveRoom:
        if self.draining:
            raise RESTART
        await asyncio.wrap_future(self.following.catch_up([interaction_id]))
        opening = await self.in_thread(lambda: open_room(interaction_id))
        if self.draining:
            raise RESTART
        room = LiveRoom(opening, self.journal, self._read, self.snapshots, self.clock, self._closed)
        room.on_row = self.following.touch
        room.seating.on_people = lambda: self._people_changed(room)
        self._open[interaction_id] = room
        room.begin()
        return room

    def _closed(self, room: LiveRoom) -> None:
        self._people_changed(room)
        if self._open.get(room.id) is room:
            del self._open[room.id]

    def _people_changed(self, room: LiveRoom) -> None:
        if room.seq:  # of a draft nobody else knows
            self.presence.touch(room.id)

    def _present(self, interaction_id: str) -> list[str]:
        room = self._open.get(interaction_id)
        return room.seating.people_here if room is not None else []

    async def submit(self, interaction_id: str, person: Person, command: Command, command_id: str) -> Answer:
        """Through the room's mailbox; resolves when the answer is on disk."""
        room = await self.room(interaction_id)
        answered: asyncio.Future[Answer] = self.loop.create_future()

        def answer(given: Answer) -> None:
            if not answered.done():
                answered.set_result(given)

        room.submit(Letter(person, command, command_id, answer=answer))
        return await answered

    def forget(self, interaction_id: str) -> None:
        """A draft was edited: whoever looks at it comes back and reads it anew."""
        room = self._open.get(interaction_id)
        if room is not None and room.seq == 0:
            room.close()

    async def sweep(self) -> None:
        """Send away whose rights are gone, and who has fallen silent; and let the others know who is a member now."""
        seats = [(room, seat, _held(room, seat)) for room in list(self._open.values()) for seat in room.seating.guests]
        held = {right for _, _, right in seats}
        ears = [(ear, Held("", ear.user_id, "", ear.session, ear.seal)) for ear in self.alerts.everybody]
        held.update(right for _, right in ears)
        gone, roles = await self.in_thread(lambda: look(held)) if held else Found({}, {})
        for ear, right in ears:
            if right in gone:
                ear.socket.close(gone[right], "signed out")
        for room, seat, right in seats:
            if right in gone:
                room.seating.send_away(seat, gone[right])
            elif seat.pinged_at and room.now() - seat.pinged_at > SILENT:
                room.seating.send_away(seat, TOO_SLOW)
        for campaign_id in {room.state.campaign_id for room, _, _ in seats if _is_behind(room, roles)}:
            self.meet(campaign_id, await self.in_thread(lambda id=campaign_id: members_of(id)))

    def meet(self, campaign_id: str, members: dict[str, dict[str, str]]) -> None:
        """The campaign's members are these now; its rooms go by that."""
        for room in list(self._open.values()):
            if room.state.campaign_id == campaign_id:
                room.seating.meet(members)

    def sweep_now(self) -> None:
        if not self.draining:
            sweep = self.loop.create_task(self.sweep())
            self._sweeps.add(sweep)
            sweep.add_done_callback(self._sweeps.discard)

    def _sweep_regularly(self) -> None:
        if not self.draining:
            self.sweep_now()
            sockets = sum(len(room.seating.guests) for room in self._open.values()) + len(self.alerts.everybody)
            self.loop.call_later(pause(sockets), self._sweep_regularly)

    async def drain(self) -> None:
        """Refuse new rooms, finish what is under way, snapshot, send everybody away with 4503."""
        self.draining = True
        for sweep in self._sweeps:
            sweep.cancel()
        for ear in self.alerts.everybody:
            ear.socket.close(RESTARTING, "the server restarts")
        await asyncio.gather(*(self._drain_room(room) for room in list(self._open.values())))
        last = (self.snapshots.write(), self.presence.write(), self.following.catch_up())
        await asyncio.gather(*map(asyncio.wrap_future, last), return_exceptions=True)  # each has logged what failed
        await self.loop.run_in_executor(None, self.journal.stop)
        self._readers.shutdown(wait=False)
        self._askers.shutdown(wait=False)

    async def _drain_room(self, room: LiveRoom) -> None:
        idle = asyncio.Event()
        room.finish(idle.set)
        await idle.wait()
        room.snapshot("shutdown")
        room.close(RESTARTING)


def _held(room: LiveRoom, seat: Seat) -> Held:
    return Held(room.state.campaign_id, seat.user_id, seat.role, seat.session, seat.seal)


def _is_behind(room: LiveRoom, roles: dict[str, dict[str, str]]) -> bool:
    """Whether the room knows other members than its campaign has."""
    return room.fanout.roles != roles[room.state.campaign_id]


def _with_own_connection(work: Callable[[], T]) -> T:
    try:
        return work()
    finally:
        close_old_connections()


# The process's own directory

_current: Rooms | None = None
_ended = False
_starting = threading.Lock()


def here() -> Rooms:
    """The rooms of the running event loop, made when first asked for (daphne has no lifespan)."""
    global _current
    if _ended:
        raise RESTART
    loop = asyncio.get_running_loop()
    if _current is None or _current.loop is not loop:
        if _current is not None and _current.loop.is_running():
            raise RuntimeError("The rooms of this process live on another event loop.")
        _current = Rooms(loop)
    return _current


def here_or_none() -> asyncio.AbstractEventLoop | None:
    """The loop on which this process's rooms live, if there are any."""
    return _current.loop if _current is not None else None


def _from_thread() -> Rooms:
    """The process's rooms, for a thread; without a server they get an event loop of their own."""
    global _current
    if _ended:
        raise RESTART
    with _starting:
        if _current is None or not _current.loop.is_running():
            loop = asyncio.new_event_loop()
            threading.Thread(target=loop.run_forever, name="rooms", daemon=True).start()
            _current = Rooms(loop)
        return _current


async def stop(*, for_good: bool = False) -> None:
    """Drain and forget this process's rooms; `for_good`: the process ends, and nobody may open any again."""
    global _current, _ended
    _ended = for_good
    if _current is not None:
        await _current.drain()
        _current = None


def stop_from_thread() -> None:
    """The same, where the rooms run on a loop of their own (tests, management commands)."""
    rooms = _current
    if rooms is not None and rooms.loop.is_running():
        asyncio.run_coroutine_threadsafe(stop(), rooms.loop).result(PATIENCE)
        rooms.loop.call_soon_threadsafe(rooms.loop.stop)


def _across(work: Callable[[Rooms], Any]) -> Any:
    """Run a coroutine of the rooms from a thread that holds no transaction: the journal would wait for its lock."""
    if connection.in_atomic_block:
        raise RuntimeError("Rooms are asked after commit, never inside a transaction.")
    rooms = _from_thread()
    return asyncio.run_coroutine_threadsafe(work(rooms), rooms.loop).result(PATIENCE)


def ask(interaction_id: str, person: Person, command: Command, command_id: str) -> dict[str, Any]:
    """Submit from a thread and wait. Returns the result (with `duplicate` where it was one); raises `Refused`."""
    answer: Answer = _across(lambda rooms: rooms.submit(interaction_id, person, command, command_id))
    if answer.refused is not None:
        raise answer.refused
    result: dict[str, Any] = msgspec.json.decode(answer.result) if answer.result else {}
    return {**result, "duplicate": True} if answer.duplicate else result


def view(interaction_id: str, stream: str, user_id: str = "") -> dict[str, Any]:
    """The document of a stream as it is now: of the open room, else from disk. Raises `Refused("not_found")`."""
    return document(state(interaction_id), stream, user_id)


def state(interaction_id: str) -> Room:
    """The whole room as it is now, for code that may see everything."""
    return open_state(interaction_id) or view_room(interaction_id)


def open_state(interaction_id: str) -> Room | None:
    """The same of a room that is open in this process, without a query; None where it is not."""
    room = _current._open.get(interaction_id) if _current is not None else None
    return room.state if room is not None else None


def why_closed(interaction_id: str) -> Unreadable | None:
    """Why this interaction's room cannot be opened; None where it is open or can be."""
    return None if open_state(interaction_id) is not None else trouble(interaction_id)


def present(interaction_id: str) -> list[str]:
    """The user ids of those who are connected to the room in this process."""
    return _current._present(interaction_id) if _current is not None else []


def is_present(interaction_id: str, user_id: str) -> bool:
    """Whether this person is connected to the room in this process."""
    room = _current._open.get(interaction_id) if _current is not None else None
    return room is not None and bool(room.fanout.presence.get(user_id, {}).get("connected"))


def alert(frames: list[tuple[str, dict[str, Any]]]) -> None:
    """Tell alerts to those who listen; from any thread."""
    _tell(lambda rooms: rooms.alerts.tell(frames))


def catch_up(interaction_id: str) -> None:
    """Wait until all followers have read this interaction's journal to the end."""

    async def wait(rooms: Rooms) -> None:
        await asyncio.wrap_future(rooms.following.catch_up([interaction_id]))

    _across(wait)


def forget(interaction_id: str) -> None:
    """See `Rooms.forget`; from a thread."""
    _tell(lambda rooms: rooms.forget(interaction_id))


def look_again() -> None:
    """Somebody signed out, has another password, or may not sign in any more: sweep now; from a thread."""
    _tell(lambda rooms: rooms.sweep_now())


def members_changed(campaign_id: str) -> None:
    """Somebody has come into the campaign, left it or has another role: its rooms know it before anything that is asked of
    them behind this; and sweep now. From a thread, after the commit."""
    if _current is not None:
        members = members_of(campaign_id)
        _tell(lambda rooms: rooms.meet(campaign_id, members))
        look_again()


def _tell(what: Callable[[Rooms], None]) -> None:
    rooms = _current
    if rooms is not None and rooms.loop.is_running():
        rooms.loop.call_soon_threadsafe(what, rooms)
