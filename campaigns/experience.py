"""What a monster is worth; SRD 5.2, Experience Points by Challenge Rating."""

from decimal import Decimal
from typing import Final

from campaigns.models import Monster

XP_BY_RATING: Final[dict[Decimal, int]] = {
    Decimal("0.125"): 25,
    Decimal("0.25"): 50,
    Decimal("0.5"): 100,
    **{
        Decimal(rating): xp
        for rating, xp in enumerate(
            (200, 450, 700, 1_100, 1_800, 2_300, 2_900, 3_900, 5_000, 5_900, 7_200, 8_400, 10_000, 11_500, 13_000)
            + (15_000, 18_000, 20_000, 22_000, 25_000, 33_000, 41_000, 50_000, 62_000, 75_000, 90_000, 105_000)
            + (120_000, 135_000, 155_000),
            start=1,
        )
    },
}
"""Of a rating of 0 a monster is worth 10 to whoever it can hurt, else nothing: that stands in its row."""


def worth(monster: Monster) -> int:
    """XP for defeating it: what its row says, else by its challenge rating."""
    return monster.xp or XP_BY_RATING.get(monster.challenge_rating, 0)
