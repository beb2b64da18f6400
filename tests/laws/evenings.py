"""Random evenings: a table, its people, and what they may ask for, sensible and not. Hypothesis gives the seed."""

from collections.abc import Iterator
from itertools import chain, count, repeat
from random import Random

from msgspec.structs import replace

from engine import commands as c
from engine.asking import Ask, Spoken
from engine.clock import next_bell
from engine.dice import SeededDice
from engine.events import Event, MessageHidden, MessageShown, Said
from engine.evolve import fold
from engine.state import Participant, Room
from engine.turnstarts import TurnStarts
from tests.engine.table import Person, aria, bell, bram, goblin, mira
from tests.laws.cave import ANYBODY, CAVE, EVERYBODY, MEMBERS, PEOPLE

NEIGHBOURS = [(-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1)]


class Evening:
    """One random evening: the same seed asks the same, with dice and ids that are the same in every run."""

    def __init__(self, seed: int, pace: int = 12_000) -> None:
        self.random = Random(seed)
        self._ids: Iterator[int] = count(1)
        self._new: list[str] = []
        self.now, self._pace = 1_700_000_000_000, pace
        self.turns = TurnStarts(keep=30)
        self.spoken: Spoken | None = None

    def ask(self, room: Room, person: Person) -> Ask:
        """`pace` ms after whatever was asked last."""
        self.now += self._pace
        self._new = []
        return Ask(
            by=person.user_id,
            role=person.role,
            name=person.user_id,
            at=self.now,
            dice=self._dice(room),
            new_id=self._new_id,
            members=MEMBERS,
            turns=self.turns,
            spoken=self.spoken,
        )

    def the_same(self, room: Room, ask: Ask) -> Ask:
        """What was asked last once more: the dice fall as they did, and the new ids are those that were new then."""
        return replace(ask, dice=self._dice(room), new_id=chain(self._new, repeat("one more")).__next__)

    def _new_id(self) -> str:
        self._new.append(f"id-{next(self._ids)}")
        return self._new[-1]

    def _dice(self, room: Room) -> SeededDice:
        spent = room.lasting.dice
        return SeededDice(bytes(32), bytes(range(32)), (spent.public, spent.secret), room.lasting.nonces_in_order)

    def after(self, room: Room, events: list[Event]) -> Room:
        """What `events` make of `room`; the turns that begin are remembered for rewinds, and what was said last."""
        after = fold(room, events)
        self.turns.note(room, events, after)
        for event in events:
            if isinstance(event, Said):
                self.spoken = Spoken(event, 1_700_000_000_000, hidden=False)
            elif isinstance(event, MessageHidden | MessageShown) and self.spoken:
                self.spoken = self.spoken._replace(hidden=isinstance(event, MessageHidden))
        return after

    def asking(self, room: Room) -> tuple[Person, c.Command]:
        """Somebody asks for something: mostly what comes next, sometimes anything at all."""
        chance = self.random.random()
        if chance < 0.3 and self.turns.undo(room.table):
            return mira, c.BacktrackTurn(redo=True)
        if chance < 0.6 and room.lasting.live_status == "paused":
            return mira, c.ResumeInteraction()
        if chance < 0.3 and room.unresolved:
            return mira, self.resolution(room)
        if 0.63 < chance < 0.64:
            return bell, c.PauseInteraction(reason="dm_disconnected")
        if 0.67 < chance < 0.7 and self.spoken:
            return mira, c.HideChat(message_id="the last", hidden=not self.spoken.hidden)
        if 0.64 < chance < 0.67 and room.table.turn_number:
            return mira, self.rewind()
        if 0.6 < chance < 0.63 and room.table.turn:
            command = c.RequestTime(entity_id=room.table.turn.entity_id)
            return self.asker(room, command), command
        if 0.45 < chance < 0.6 and (due := next_bell(room)):
            return bell, due.command
        if chance < 0.45 and room.table.missed:
            entity_id = self.missed(room)
            command = self.one(c.TakeMissedTurn(entity_id=entity_id), c.GrantMissedTurn(entity_id=entity_id))
            return self.asker(room, command), command
        if chance < 0.8 and room.table.turn:
            return self.take(room)
        if chance < 0.6:
            asked = [person for person in (aria, bram) if person.user_id in room.table.asked_to_roll]
            return self.one(
                (mira, c.RollInitiative()),
                (mira, c.BeginTurns()),
                (mira, c.RequestInitiative()),
                (self.one(aria, bram), c.GiveNonce(nonce=f"{self.random.getrandbits(128):032x}")),
                (self.one(*asked, bram), c.RollInitiative()),
            )
        command = self.anything(room)
        return self.asker(room, command), command

    def rewind(self) -> c.BacktrackTurn:
        to_turn = self.maybe(self.one(*self.turns.order(), "no-turn"), 0.4)
        return c.BacktrackTurn(to_turn=to_turn, redo=self.one(True, False))

    def asker(self, room: Room, command: c.Command) -> Person:
        """Mostly whoever may ask for it."""
        if isinstance(command, c.QueueTurn | c.TakeMissedTurn | c.RequestTime) and self.random.random() < 0.9:
            actor = room.table.participants.get(command.entity_id)
            return next((one for one in PEOPLE if actor and one.user_id == actor.owner), mira)
        return self.one(mira, mira, mira, *PEOPLE)

    def one(self, *choices):
        return self.random.choice(choices)

    def maybe(self, value, chance: float = 0.2):
        """`value`, or mostly nothing."""
        return value if self.random.random() < chance else None

    def cell(self) -> c.Cell:
        return c.Cell(self.random.randint(0, 10), self.random.randint(0, 6))

    def take(self, room: Room) -> tuple[Person, c.TakeTurn]:
        """Mostly the one who is up, asked for by whoever plays it."""
        turn = room.table.turn
        up = room.table.participants[turn.entity_id]
        entity_id = self.maybe(self.one(*ANYBODY), 0.05) or up.id
        owner = next((person for person in PEOPLE if person.user_id == up.owner), mira)
        person = self.maybe(self.one(*PEOPLE), 0.1) or owner
        turn_id = self.maybe(self.one(turn.id, turn.id, "no-turn"))
        action = self.action(room, entity_id)
        return person, c.TakeTurn(entity_id=entity_id, action=action, turn_id=turn_id, end_turn=self.one(True, False))

    def action(self, room: Room, entity_id: str) -> c.ActionRequest:
        verb = self.one(
            *["move", "attack"] * 5, "useItem", "equip", "unequip", "dash", "dodge", "custom", "end", "cast"
        )
        actor = room.table.participants.get(entity_id)
        with_path = verb == "move" and self.one(True, False)
        return c.ActionRequest(
            type=verb,
            target=self.target(room, actor, verb),
            targets=self.maybe([self.one(*EVERYBODY), self.one(*EVERYBODY)], 0.1),
            path=self.path(actor) if with_path else None,
            position=self.cell() if verb == "move" and not with_path else None,
            item_id=self.one("potion", "shield") if verb in ("useItem", "equip", "unequip") else None,
            action_id=self.maybe(self.one("bow", "javelin", "sword"), 0.6) if verb == "attack" else None,
            description=self.one("I sing.", "I sing.", None, " ") if verb == "custom" else None,
            visibility=self.one("public", "public", "party", "dm"),
            ask_dm=self.one(False, False, False, True),
        )

    def target(self, room: Room, actor: Participant | None, verb: str) -> str | None:
        """Mostly somebody whom it makes sense to attack, or oneself to heal."""
        if actor is None or self.random.random() < 0.1:
            return self.one(*ANYBODY)
        if verb == "attack":
            foes = [p.id for p in room.table.participants.values() if p.hostile_to(actor) and p.can_act]
            return self.one(*foes, "nobody")
        return self.maybe(self.one(*EVERYBODY))

    def path(self, actor: Participant | None) -> list[c.Cell]:
        """Mostly a walk over open ground from where somebody stands; sometimes anything."""
        if actor is None or self.random.random() < 0.1:
            return [self.cell() for _ in range(self.random.randint(0, 3))]
        x, y = actor.position.x, actor.position.y
        path = []
        for _ in range(self.random.randint(1, 5)):
            beside = [(x + across, y + down) for across, down in NEIGHBOURS]
            x, y = self.one(*[(a, b) for a, b in beside if 0 <= a < 10 and 0 <= b < 6 and CAVE[b][a] != "#"])
            path.append(c.Cell(x, y))
        return path

    def waiting(self, room: Room) -> str:
        return self.one(*([*room.table.review] or ["nothing"]))

    def resolution(self, room: Room) -> c.ResolveAction:
        damage = {self.one(*EVERYBODY): self.random.randint(0, 30)}
        targets = [self.one(*ANYBODY) for _ in range(self.random.randint(0, 2))]
        return c.ResolveAction(
            outcome=self.one(*["approved"] * 4, "approved_modified", "denied", "asked_back", "whatever"),
            action_id=self.waiting(room),
            action_ids=self.maybe([self.waiting(room), self.waiting(room)]),
            notes=self.one("", "Well done."),
            changes=self.maybe(c.Changes(damage=self.maybe(damage, 0.5), targets=self.maybe(targets, 0.5)), 0.4),
            awarded_xp=self.maybe(10),
            awarded_item_ids=self.maybe(["shield"]),
        )

    def override(self) -> c.Override:
        possible = {
            "hp": self.random.randint(0, 50),
            "temp_hp": self.random.randint(0, 9),
            "position": self.cell(),
            "hidden": self.one(True, False),
            "hp_display": self.one("exact", "word", "hidden"),
            "conditions": self.one([], ["prone", "Stunned"], ["sleepy"]),
            "name": self.one("Snik", "Snak"),
        }
        chosen = self.random.sample(sorted(possible), self.random.randint(0, 2))
        return c.Override(
            entity_id=self.one(*ANYBODY), changes=c.OverrideChanges(**{name: possible[name] for name in chosen})
        )

    def anything(self, room: Room) -> c.Command:
        """What besides turns there is to ask for; that it ends, or that somebody leaves, is rare."""
        if self.random.random() < 0.06:
            return self.one(
                c.EndInteraction(outcome=self.one("completed", "cancelled", "forgotten")),
                c.RemoveParticipant(entity_id=self.one(*ANYBODY)),
                c.StartInteraction(),
                c.PauseInteraction(reason="Tea"),
            )
        name = self.one(*room.table.participants, *[self.stranger() for _ in range(5)])
        joining = goblin(name, *self.one((7, 0), (9, 5), (2, 1)), hidden=self.one(True, False))
        totals = {self.one(*ANYBODY): self.random.randint(-5, 30) for _ in range(3)}
        order = list(room.table.order)
        self.random.shuffle(order)
        return self.one(
            c.ResumeInteraction(),
            c.RollInitiative(
                scope=self.one("all", "players", "dm", "missing", "cats"),
                values=self.maybe(totals, 0.3) or {},
                grouped=self.one(True, False),
            ),
            c.RequestInitiative(entity_ids=self.maybe([self.one(*ANYBODY)], 0.5)),
            self.queue(room),
            self.queue(room),
            c.GiveNonce(nonce=f"{self.random.getrandbits(128):032x}"),
            c.RequestTime(entity_id=self.one(*ANYBODY), seconds=self.maybe(30)),
            c.GrantTime(entity_id=self.maybe(self.one(*ANYBODY)), seconds=self.maybe(30)),
            c.TakeMissedTurn(entity_id=self.missed(room)),
            c.GrantMissedTurn(entity_id=self.missed(room)),
            c.BeginTurns(),
            c.UpdateInitiative(order=self.maybe(order, 0.7), values=self.maybe(totals, 0.5)),
            self.resolution(room),
            c.WithdrawAction(action_id=self.waiting(room)),
            c.SkipTurn(entity_id=self.maybe(self.one(*ANYBODY)), reason="Tea"),
            self.override(),
            self.override(),
            c.GrantReward(entity_id=self.one(*ANYBODY), xp=self.one(0, 9), item_ids=self.maybe(["shield"])),
            self.one(self.settings(), self.settings(), c.UpdateTurnSettings()),
            c.AddParticipant(
                participant=joining,
                position=self.maybe(self.cell()),
                initiative=self.maybe(self.random.randint(0, 25), 0.5),
            ),
            c.SendChat(content=self.one("Hello!", " "), entity_id=self.maybe(self.one(*ANYBODY))),
            c.SendChat(
                content=self.one("Psst.", "/roll 2d6"),
                type=self.one("dm", "private"),
                recipients=[self.one("mira", "aria", "bram", "nobody")],
            ),
            c.HideChat(message_id="the last", hidden=self.one(True, False)),
            c.RollDice(formula=self.one("2d6+3", "luck"), visibility=self.one("public", "party", "dm")),
        )

    def stranger(self) -> str:
        """Somebody who was never there: ids do not come back."""
        return f"guest-{self.random.getrandbits(32):x}"

    def missed(self, room: Room) -> str:
        """Mostly somebody who has missed a turn."""
        return self.one(*[one.entity_id for one in room.table.missed.values()] * 4, "aria", "goblin", "nobody")

    def queue(self, room: Room) -> c.QueueTurn:
        return self.queue_of(room, self.one(*ANYBODY))

    def queue_of(self, room: Room, entity_id: str) -> c.QueueTurn:
        actions = [self.action(room, entity_id) for _ in range(self.random.randint(0, 3))]
        actions = [action for action in actions if "ghost" not in (action.target, *(action.targets or ()))]
        end = [c.ActionRequest(type="end")] if self.one(True, False) else []
        return c.QueueTurn(entity_id=entity_id, actions=[*actions, *end])

    def settings(self) -> c.UpdateTurnSettings:
        return c.UpdateTurnSettings(
            resolution_mode=self.one("review", "auto", "hybrid"),
            diagonals=self.one("five", "alternating"),
            auto_begin=self.one(True, False),
            chat_enabled=self.one(True, False),
            allow_private_chat=self.one(True, False),
            turn_time_limit=self.one(90, 90, 30, None),
            dm_turn_time_limit=self.one(None, None, 15),
            more_time=self.one("auto", "dm"),
            missed_turns=self.one("auto", "auto", "dm", "off"),
            time_warning=self.one(20, 20, 5, 0),
        )
