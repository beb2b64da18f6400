"""`manage.py seed_demo`: the demo campaign and who can sign in to it."""

from argparse import ArgumentParser
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand

from campaigns.demo import people
from campaigns.demo.seed import seed_demo
from campaigns.models import Campaign


class Command(BaseCommand):
    """Adds what is missing of the demo; a second run changes nothing."""

    help = "Write the demo campaign and its people, and print the sign-ins."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--if-empty", action="store_true", help="Do nothing where there is a campaign already.")

    def handle(self, *args: Any, if_empty: bool, **options: Any) -> None:
        if if_empty and Campaign.objects.exists():
            self.stdout.write("There is a campaign already: nothing was seeded.")
        else:
            self.stdout.write(self.style.SUCCESS(f"“{seed_demo()}” is ready."))
        self._tell_sign_ins()

    def _tell_sign_ins(self) -> None:
        present = get_user_model().objects.filter(username__in=[person.username for person in people.EVERYBODY])
        usernames = set(present.values_list("username", flat=True))
        if not usernames:
            return
        self.stdout.write(
            f"Sign in with the password {people.PASSWORD} (a public one: keep this server to yourself) as"
        )
        for person in people.EVERYBODY:
            if person.username in usernames:
                self.stdout.write(f"  {person.username:<6}  {person.remark}")
