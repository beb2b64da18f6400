"""One live room: decide, remember, become, tell. Everything here runs on the event loop, one command at a time.

There is no task of its own: a command is handled in the call that brought it, and goes on when its row is on disk.
"""

import logging
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

from django.conf import settings

from engine.asking import Ask, Refused
from engine.commands import BacktrackTurn, HideChat, SendChat
from engine.decide import decide
from engine.dice import SeededDice
from engine.evolve import fold
from engine.preview import preview
from engine.state import SCHEMA
from engine.turnstarts import TurnStarts
from interactions import protocol
from interactions.convex.genesis import TakenOver
from interactions.fanout import Fanout
from interactions.journal import Journal
from interactions.lately import Kept
from interactions.ledger import AlreadyThere, OtherIsLive, Row, StaleEpoch
from interactions.letters import (
    BUSY,
    Answer,
    Doing,
    Letter,
    new_id,
    result_of,
    snapshot_reason,
    status_change,
)
from interactions.lookups import GOES_LIVE, LOOKED_UP, Reader, is_due, look_up
from interactions.past import Past
from interactions.roomtime import Clock, RoomTime
from interactions.seating import RESTARTING, Seating
from interactions.snapshots import Snapshots
from interactions.sockets import Frame
from interactions.storage import Opening, accepted, command_key, pack, unpack_events
from interactions.vigil import Vigil
from sync.dying import passing

log = logging.getLogger(__name__)

MAILBOX = 64
TURNS = 16
"""Turn starts that a room remembers; what went before them it reads from its journal."""


class LiveRoom:
    """The actor of one interaction; `life` names this opening of it."""

    def __init__(
        self,
        opening: Opening,
        journal: Journal,
        reader: Reader,
        snapshots: Snapshots,
        clock: Clock,
        on_closed: Callable[["LiveRoom"], None],
    ) -> None:
        self.state = opening.state
        self.id = opening.state.id
        self.seq, self.epoch = opening.seq, opening.epoch
        self._standing = (self.state, self.seq, self.epoch)
        self.life = new_id()
        self.closed = False
        self.fanout = Fanout()
        self.seating = Seating(self, opening.members)
        self._journal = journal
        self._reader = reader
        self._snapshots = snapshots
        self._on_closed = on_closed
        self._seeds = opening.seeds
        self._seen = opening.seen
        self.lately = opening.lately
        self.turns = TurnStarts(TURNS)
        self._mail: deque[Letter] = deque()
        self._places = MAILBOX
        self._doing: Doing | None = None
        self._asked = False
        self._looked_up = 0
        """Letters that are away until something has been looked up for them."""
        self._idle: list[Callable[[], None]] = []
        self._last_at = self.lately.rows[-1].at if self.lately.rows else 0
        self.now = RoomTime(clock, self._last_at).now
        self._vigil = Vigil(self, clock, settings.TABLE)
        self.on_row: Callable[[Row], None] = _nobody

    def begin(self) -> None:
        """It is in the directory: from now on it acts by itself too."""
        self._vigil.begin(self._last_at)

    # The one door

    def submit(self, letter: Letter) -> None:
        """Handle the letter now, or when those before it are done; a full mailbox answers `busy`."""
        if len(self._mail) >= self._places:
            self._answer(letter, Answer(refused=BUSY))
        elif letter.command.__class__ in LOOKED_UP and self._comes_later(letter):
            self._looked_up += 1
            look_up(self._reader, self._journal.loop, self.state, letter, self._comes_again, self._in_vain)
        elif self._doing is not None:
            self._mail.append(letter)
        else:
            self._start(letter)

    def _comes_later(self, letter: Letter) -> bool:
        """Whether something has to be looked up for it; not for what is on disk already."""
        if command_key(letter.person.id, letter.command_id) in self._seen:
            return False
        self._asked = self._asked or (letter.prepared and letter.command.__class__ in GOES_LIVE)
        return is_due(letter, self.state, self.turns, asked=self._asked)

    def _comes_again(self, letter: Letter) -> None:
        """With what was looked up for it."""
        self._looked_up -= 1
        self.submit(letter)
        self._vigil.emptied()

    def _in_vain(self, letter: Letter, answer: Answer) -> None:
        """What was looked up is a reason to refuse; or the room on disk is another one now."""
        self._looked_up -= 1
        self._answer(letter, answer)
        if isinstance(answer.refused, TakenOver):
            self.close()
        self._vigil.emptied()

    def _start(self, letter: Letter) -> None:
        """Decide, and hand what happened to the journal."""
        hash = protocol.content_hash(letter.command)
        if command_key(letter.person.id, letter.command_id) in self._seen:
            self._repeated(letter, hash)
            return
        try:
            if type(letter.command) is BacktrackTurn and letter.command.preview:
                shown = preview(self.state, letter.command, self._ask(letter))
                self._answer(letter, Answer(result=protocol.encode(shown)))
                return
            self._doing = self._decide(letter, hash)
        except Refused as refused:
            self._answer(letter, Answer(refused=refused))
        except Exception:
            self._answer(letter, Answer(refused=self._internal("deciding", letter)))
        else:
            self._journal.append(self._doing.row, status_change(self._doing), self._written)

    def _decide(self, letter: Letter, hash: bytes) -> Doing:
        before, person, ask = self.state, letter.person, self._ask(letter)
        decided = letter.draft if letter.draft is not None and self.seq == 0 else before
        events = decide(decided, letter.command, ask)
        after = fold(before, events)
        row = Row(
            self.id,
            self.seq + 1,
            self.epoch,
            person.id,
            letter.command_id,
            hash,
            ask.at,
            SCHEMA,
            pack(events),
            result_of(events),
        )
        return Doing(letter, row, before, after, events)

    def _ask(self, letter: Letter) -> Ask:
        """Who asks, now, with the dice as far as they have been rolled."""
        counters = self.state.lasting.dice
        person = letter.person
        return Ask(
            by=person.id,
            role=person.role,
            name=person.name,
            at=self.now(),
            dice=SeededDice(*self._seeds, (counters.public, counters.secret), self.state.lasting.nonces_in_order),
            new_id=new_id,
            members=self.fanout.roles if type(letter.command) is SendChat else {},
            spoken=letter.spoken,
            turns=self.turns if letter.past is None else self._whole_past(letter.past),
            alone=letter.alone,
        )

    def _whole_past(self, past: Past) -> TurnStarts:
        """What the journal tells of turns, with the rows that came since it was read."""
        missing = self.seq - past.seq
        newest = list(self.lately.rows)
        if missing > len(newest):
            raise BUSY
        past.read(unpack_events(row.events) for row in newest[len(newest) - missing :])
        return past.turns

    # Behind the journal

    def _written(self, error: Exception | None) -> None:
        doing, self._doing = self._doing, None
        assert doing is not None
        if error is not None:
            self._not_written(doing, error)
        else:
            self._become(doing)
        while self._mail and self._doing is None and not self.closed:
            self._start(self._mail.popleft())
        if self._doing is None:
            self._tell_idle()

    def _become(self, doing: Doing) -> None:
        letter, row = doing.letter, doing.row
        self.state, self.seq = doing.after, row.seq
        self._standing = (doing.after, row.seq, self.epoch)
        self._seen[command_key(row.person, row.command_id)] = row.content_hash
        self.lately.note(Kept(row.seq, row.at, row.events), doing.events)
        self.turns.note(doing.before, doing.events, doing.after)
        passing("before_ack")
        acknowledged = Frame(protocol.ack(letter.command_id, row.result))
        try:
            self.fanout.tell(doing.before, doing.after, doing.events, row.at, letter.seat, acknowledged)
        except Exception:
            # It is on disk: whoever comes back is shown it, and gets the answer by asking again.
            log.exception("room %s could not tell of row %s; opening anew", self.id, row.seq)
            self.close()
        if letter.command.__class__ is HideChat:
            self.fanout.forget()
        if letter.answer is not None:
            letter.answer(Answer(result=row.result))
        self.on_row(row)
        reason = snapshot_reason(doing)
        if reason:
            self.snapshot(reason)
        self._vigil.heard(letter.person, letter.seat)

    def _not_written(self, doing: Doing, error: Exception) -> None:
        """Nothing has changed here. What may have changed on disk is read back by opening anew."""
        match error:
            case OtherIsLive():
                refused = Refused("conflict", "Another interaction of this campaign is live. End it first.")
                self._answer(doing.letter, Answer(refused=refused))
            case StaleEpoch():
                log.error("room %s was opened elsewhere; closing it here", self.id)
                self._answer(doing.letter, Answer(refused=BUSY))
                self.close()
            case AlreadyThere():
                log.warning("room %s did not know command %s; opening anew", self.id, doing.row.command_id)
                self._repeated(doing.letter, doing.row.content_hash)
                self.close()
            case _:
                log.error("room %s could not write row %s: %r", self.id, doing.row.seq, error)
                self._answer(doing.letter, Answer(refused=BUSY))
                self.close()

    def _repeated(self, letter: Letter, hash: bytes) -> None:
        """The command stands in the journal: the same again gets the stored result, another under its id `conflict`."""

        def read(done: "Future[tuple[bytes, bytes]]") -> None:
            if done.exception() is not None:
                answer = Answer(refused=BUSY)
            elif done.result()[0] != hash:
                answer = Answer(refused=Refused("conflict", "This id was used for another command."))
            else:
                answer = Answer(result=done.result()[1], duplicate=True)
            self._journal.loop.call_soon_threadsafe(self._answer, letter, answer)

        stored = self._journal.behind(lambda: accepted(self.id, letter.person.id, letter.command_id))
        stored.add_done_callback(read)

    def _answer(self, letter: Letter, answer: Answer) -> None:
        if letter.answer is not None:
            letter.answer(answer)
        if letter.seat is None:
            return
        if answer.refused is not None:
            letter.seat.socket.write(Frame(protocol.error(answer.refused, letter.command_id)))
        else:
            letter.seat.socket.write(Frame(protocol.ack(letter.command_id, answer.result, answer.duplicate)))

    def _internal(self, doing: str, letter: Letter) -> Refused:
        reference = new_id()
        log.exception("reference %s: %s %r in room %s", reference, doing, type(letter.command).__name__, self.id)
        return Refused("internal", f"Something went wrong on our side (reference {reference}). Nothing was changed.")

    def snapshot(self, reason: str) -> None:
        """Have the newest state stored within a second."""
        if self.seq:
            self._snapshots.want(self.id, reason, lambda: self._standing)

    # Rest, and the end

    def people_changed(self) -> None:
        """Somebody came or went."""
        self._vigil.people_changed()

    def emptied(self) -> None:
        """No socket is here any more."""
        self._vigil.emptied()

    @property
    def deserted(self) -> bool:
        """Nobody is here, and nothing is under way."""
        return not self.seating.guests and self._doing is None and not self._looked_up

    def close(self, code: int = RESTARTING) -> None:
        """Everybody is sent away; who comes back opens the room from disk."""
        if self.closed:
            return
        self.closed = True
        self._vigil.end()
        self._places = 0
        for letter in self._mail:
            self._answer(letter, Answer(refused=BUSY))
        self._mail.clear()
        self.seating.end(code)
        self._on_closed(self)
        self._tell_idle()

    def finish(self, call: Callable[[], None]) -> None:
        """Take no new command, and call back as soon as those that came are done."""
        self._places = 0
        if self._doing is None:
            call()
        else:
            self._idle.append(call)

    def _tell_idle(self) -> None:
        waiting, self._idle = self._idle, []
        for call in waiting:
            call()


def _nobody(_: Any) -> None:
    return None
