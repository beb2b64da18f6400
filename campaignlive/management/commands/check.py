"""`manage.py check`: Django's own checks, and before them what this site has chosen and where that was read."""

from typing import Any

from django.conf import settings
from django.core.management.commands.check import Command as DjangosCheck

from campaignlive.choices import CHOICES


class Command(DjangosCheck):
    """Django's check, which also explains `campaignlive.toml`."""

    def handle(self, *labels: Any, **options: Any) -> None:
        for line in what_was_read():
            self.stdout.write(line)
        super().handle(*labels, **options)


def what_was_read() -> list[str]:
    """One line a choice: its value, its source, what it means."""
    file = settings.CHOICES_FILE
    head = f"Choices, from {file.name}:" if file.exists() else f"Choices (there is no {file.name}):"
    return [
        head,
        *(
            f"  {section}.{name} = {chosen.value} ({chosen.source}): {CHOICES[section][name].meaning}"
            for section, names in settings.CHOSEN.items()
            for name, chosen in names.items()
        ),
        f"  Convex: {settings.CONVEX_URL} (CONVEX_URL)"
        if settings.CONVEX_URL
        else "  Convex: switched off (no CONVEX_URL)",
    ]
