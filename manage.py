#!/usr/bin/env python
"""Django's command line for this project. What is wrong in `campaignlive.toml` or the environment ends it with a sentence."""

import os
import sys


def main() -> None:
    """Run one management command."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "campaignlive.settings")
    from django.core.exceptions import ImproperlyConfigured
    from django.core.management import execute_from_command_line

    from campaignlive import carrying

    carrying.begin()
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as wrong:
        if "--traceback" in sys.argv:
            raise
        sys.exit(str(wrong))


if __name__ == "__main__":
    main()
