"""What an import made of each row: mechanical, or left to the DM's word, and why."""

from collections import Counter

import msgspec

_PLURALS = {"armor": "armor", "weapon property": "weapon properties"}


class Entry(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """One row of the source. `mechanical`: the rules can play it; `reasons`: what they cannot, or what was mended."""

    key: str
    kind: str
    mechanical: bool
    reasons: tuple[str, ...] = ()


class Report(msgspec.Struct, frozen=True):
    """All entries of one import, in the order of the source."""

    entries: tuple[Entry, ...]

    def count(self, kind: str, *, mechanical: bool | None = None) -> int:
        """How many rows of this kind were read, or of them (not) made mechanical."""
        return sum(
            entry.kind == kind and (mechanical is None or entry.mechanical == mechanical) for entry in self.entries
        )

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of rows there were, in order of appearance."""
        return tuple(dict.fromkeys(entry.kind for entry in self.entries))

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Every reason with the number of rows it holds for, the most frequent first."""
        return Counter(reason.split(":")[0] for entry in self.entries for reason in entry.reasons).most_common()

    def summary(self) -> dict[str, dict[str, int]]:
        """How many rows of each kind were read, made mechanical, and left to the DM's word."""
        return {
            kind: {
                "read": self.count(kind),
                "mechanical": self.count(kind, mechanical=True),
                "leftToTheDm": self.count(kind, mechanical=False),
            }
            for kind in self.kinds
        }

    def lines(self) -> list[str]:
        """The report for a terminal."""
        summary = [
            f"{self.count(kind)} {_PLURALS.get(kind, f'{kind}s')} read, {self.count(kind, mechanical=True)} made mechanical, "
            f"{self.count(kind, mechanical=False)} left to the DM's word"
            for kind in self.kinds
        ]
        return [*summary, *(f"  {number:5} × {reason}" for reason, number in self.reasons)]
