"""`python -m tests.simulation.planted`: `manage.py simulate` at whose server a fault is planted. Everybody is told why a turn was
skipped, also of somebody whom only the DM sees."""

import os
import sys


def plant() -> None:
    from engine import told

    as_it_should_be = told._turn
    told._turn = lambda event, dm: as_it_should_be(event, dm or bool(getattr(event, "reason", "")))


def main(arguments: list[str]) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaignlive.settings")
    if arguments[0] == "house":
        from simulation.storm import house

        plant()
        house.main(*map(int, arguments[1:]))
    else:
        import django
        from django.core.management import execute_from_command_line

        django.setup()
        from simulation.storm import run

        run.HOUSE = (sys.executable, "-m", "tests.simulation.planted", "house")
        execute_from_command_line(["manage.py", "simulate", *arguments])


if __name__ == "__main__":
    main(sys.argv[1:])
