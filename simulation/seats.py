"""Who sits where: people with a session, table by table."""

from msgspec import Struct


class Person(Struct, frozen=True):
    """Somebody with a session: `cookie` is the value of the session cookie."""

    user_id: str
    cookie: str


class Seating(Struct, frozen=True):
    """One table: its draft interactions, its DM and its players."""

    interaction_ids: tuple[str, ...]
    dm: Person
    players: tuple[Person, ...]

    @property
    def everybody(self) -> tuple[Person, ...]:
        """The DM first."""
        return (self.dm, *self.players)
