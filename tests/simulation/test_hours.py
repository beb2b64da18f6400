"""Time that is told to go on: alarms ring in the order of their times, and only then."""

from simulation.storm.hours import BEGINNING, Hours


def rung(hours: Hours, *seconds: float) -> list[float]:
    """What rings when, for alarms after so many seconds."""
    heard: list[float] = []
    for after in seconds:
        hours.call_later(after, lambda: heard.append(hours.now))
    while hours.due is not None:
        hours.ring()
    return heard


def test_alarms_ring_in_the_order_of_their_times():
    assert rung(Hours(), 3, 1, 2, 1) == [1, 1, 2, 3]


def test_nothing_rings_by_itself():
    hours = Hours()
    heard: list[str] = []
    hours.call_later(1, lambda: heard.append("late"))
    hours.go_to(5)
    assert (heard, hours.due) == ([], 1)
    hours.ring()
    assert (heard, hours.now) == (["late"], 5)  # time does not go back for it


def test_what_was_cancelled_does_not_ring():
    hours = Hours()
    hours.call_later(1, lambda: None).cancel()
    assert hours.due is None


def test_what_is_said_of_the_wall_and_of_time_since_agrees():
    hours = Hours()
    hours.go_to(2.5)
    assert (hours.monotonic(), hours.wall()) == (2.5, BEGINNING + 2500)
