"""The demo's cast at the keyboard. Their password is public: the demo is for trying out, never for strangers."""

import msgspec

from campaigns.models import Membership

PASSWORD = "campaign-demo"  # documented in the README and printed by `seed_demo`


class Person(msgspec.Struct, frozen=True):
    """Somebody who can sign in; without a role an outsider to the demo campaign."""

    username: str
    role: str
    remark: str


DM = Person("mira", Membership.Role.OWNER, "the Dungeon Master")
PLAYERS = (
    Person("aria", Membership.Role.PLAYER, "plays Ser Aldith, a fighter"),
    Person("bram", Membership.Role.PLAYER, "plays Bryn Hollow, an archer"),
    Person("cleo", Membership.Role.PLAYER, "plays Cinder, a wizard"),
    Person("dorn", Membership.Role.PLAYER, "plays Brother Dunstan, a cleric"),
    Person("esme", Membership.Role.PLAYER, "plays Elsie Quick, a rogue"),
)
OUTSIDER = Person("otto", "", "belongs to no campaign")
ADMIN = Person("admin", "", "site staff, for /admin/")
EVERYBODY = (DM, *PLAYERS, OUTSIDER, ADMIN)
