"""Sessions for the people of the demo, printed as JSON: most journeys begin behind the door, and hash no password."""

import json

from django.contrib.auth import get_user_model

from simulation.worlds import signed_in


def main() -> None:
    """Writes them to the database that the surroundings name."""
    people = list(get_user_model().objects.all())
    seats = signed_in(people)
    print(json.dumps({person.username: seat.cookie for person, seat in zip(people, seats, strict=True)}))
