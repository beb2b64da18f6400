"""What else may well be accepted, as the room is: going live and ending, initiative, the DM's word, and talk."""

from engine import commands as c
from engine.asking import Role
from engine.state import Room
from tests.engine.table import aria, bell, bram, goblin, hero, mira
from tests.laws.cave import EVERYBODY
from tests.laws.evenings import Evening
from tests.laws.fits_in_turns import Asked, is_live, played_by, somebody, theirs

# Going live, pausing, ending


def start(room: Room, evening: Evening) -> Asked | None:
    return (mira, c.StartInteraction()) if room.lasting.live_status == "idle" else None


def pause(room: Room, evening: Evening) -> Asked | None:
    return (mira, c.PauseInteraction(reason=evening.one("Tea", ""))) if is_live(room) else None


def lose_the_dm(room: Room, evening: Evening) -> Asked | None:
    return (bell, c.PauseInteraction(reason="dm_disconnected")) if is_live(room) else None


def resume(room: Room, evening: Evening) -> Asked | None:
    return (mira, c.ResumeInteraction()) if room.lasting.live_status == "paused" else None


def end(room: Room, evening: Evening) -> Asked | None:
    return mira, c.EndInteraction(outcome=evening.one("completed", "cancelled"))


# Initiative


def request_initiative(room: Room, evening: Evening) -> Asked | None:
    owned = [one.id for one in room.table.participants.values() if one.owner]
    return (mira, c.RequestInitiative(entity_ids=evening.random.sample(owned, 1))) if owned else None


def roll_initiative(room: Room, evening: Evening) -> Asked | None:
    values = {somebody(room, evening): evening.random.randint(-5, 30)}
    return mira, c.RollInitiative(
        scope=evening.one("all", "players", "dm"), values=evening.maybe(values) or {}, grouped=evening.one(True, False)
    )


def roll_her_own(room: Room, evening: Evening) -> Asked | None:
    asked = [one for one in theirs(room, "player") if one.id in room.table.asked_to_roll]
    return (played_by(evening.one(*asked)), c.RollInitiative()) if asked and is_live(room) else None


def begin(room: Room, evening: Evening) -> Asked | None:
    return (mira, c.BeginTurns()) if room.standing and room.table.turn is None else None


def update_initiative(room: Room, evening: Evening) -> Asked | None:
    order = list(room.table.order)
    evening.random.shuffle(order)
    if order and evening.one(True, False):
        return mira, c.UpdateInitiative(order=order)
    return mira, c.UpdateInitiative(values={somebody(room, evening): evening.random.randint(-5, 30)})


# The DM's word


def override(room: Room, evening: Evening) -> Asked | None:
    one = room.table.participants[somebody(room, evening)]
    changes = evening.one(
        {"hp": evening.random.randint(0, one.max_hp)}, {"hp": one.max_hp}, {"hp": 0}, {"temp_hp": 5}, {"name": "Snok"},
        {"conditions": ["prone"]}, {"time_factor": 2.0}, {"hp_display": evening.one("exact", "word", "hidden")},
        {"hidden": not one.hidden} if not one.owner else {"name": "Snek"},
    )  # fmt: skip
    return mira, c.Override(entity_id=one.id, changes=c.OverrideChanges(**changes))


def reward(room: Room, evening: Evening) -> Asked | None:
    given = any(reward.item for reward in room.table.rewards.values())
    items = None if given else evening.maybe(["shield"], 0.5)
    shared = evening.maybe(evening.random.sample(sorted(room.table.participants), 2)) if items is None else None
    one = None if shared else somebody(room, evening)
    return mira, c.GrantReward(entity_id=one, entity_ids=shared, xp=evening.one(1, 7, 50), item_ids=items)


def settings(room: Room, evening: Evening) -> Asked | None:
    return mira, evening.settings()


def remove(room: Room, evening: Evening) -> Asked | None:
    """The ghost stays: without it there is no secret to keep."""
    leaving = sorted(room.table.participants.keys() - {"ghost"})
    return (mira, c.RemoveParticipant(entity_id=evening.one(*leaving))) if len(leaving) > 2 else None


def add(room: Room, evening: Evening) -> Asked | None:
    """A player's second character, one of the DM's own, or a monster that may lie hidden."""
    if len(room.table.participants) > len(EVERYBODY) + 2:
        return None
    name, owner = evening.stranger(), evening.one("", "", "aria", "bram", "mira")
    newcomer = hero(name, 7, 0, owner=owner) if owner else goblin(name, 7, 0, hidden=evening.one(True, False))
    total = evening.maybe(evening.random.randint(0, 25), 0.5)
    return mira, c.AddParticipant(participant=newcomer, initiative=total)


# What is said and rolled


def nonce(room: Room, evening: Evening) -> Asked | None:
    late = [one for one in (aria, bram) if one.user_id not in room.lasting.nonces]
    if not late or room.lasting.dice.public:
        return None
    return evening.one(*late), c.GiveNonce(nonce=f"{evening.random.getrandbits(128):032x}")


def say(role: Role, room: Room, evening: Evening) -> Asked | None:
    person = mira if role == "dm" else evening.one(aria, bram)
    if room.lasting.settings.allow_private_chat and evening.one(True, False):
        to = [evening.one(*({"mira", "aria", "bram"} - {person.user_id}))]
        return person, c.SendChat(content="Psst.", type="private", recipients=to)
    if room.lasting.settings.chat_enabled or role == "dm":
        return person, c.SendChat(content="Hello!" if room.lasting.outcome else evening.one("Hello!", "/roll 2d6"))
    return person, c.SendChat(content="May we talk?", type="dm")


def hide_chat(room: Room, evening: Evening) -> Asked | None:
    spoken = evening.spoken
    if spoken is None or (spoken.said.audience == "own" and "mira" not in spoken.said.to):
        return None
    return mira, c.HideChat(message_id=spoken.said.id, hidden=not spoken.hidden)


def roll_dice(role: Role, room: Room, evening: Evening) -> Asked | None:
    person = mira if role == "dm" else evening.one(aria, bram)
    return person, c.RollDice(formula="2d6+3", visibility=evening.one("public", "party", "dm"))
