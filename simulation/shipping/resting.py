"""`python -m simulation.shipping.resting`: every room is opened once more and rests, so that its snapshot is of its last row.

A server that was killed leaves rooms behind that nobody has come back to; what Convex holds of them is of their last snapshot.
"""

import asyncio

import django


async def rest(ids: list[str]) -> None:
    """Open these rooms, and end them as a server does that is asked to."""
    from interactions import rooms  # behind Django's set-up

    directory = rooms.here()
    for id in ids:
        await directory.room(id)
    await rooms.stop()


def main() -> None:
    django.setup()
    from interactions.models import Interaction  # behind Django's set-up

    played = Interaction.objects.filter(journal__seq=1)
    asyncio.run(rest(list(played.values_list("pk", flat=True))))


if __name__ == "__main__":
    main()
