"""What every command says of the surroundings before it begins: variables that look as if they were ours, and are not read.

They are no reason not to begin: who runs the containers may add names of its own, like CAMPAIGNLIVE_PORT_8000_TCP.
"""

import os
from collections.abc import Iterable
from typing import Any, Final

from django.conf import settings
from django.core.checks import CheckMessage, Warning, register

from campaignlive.choices import meant, variables

OURS: Final = "CAMPAIGNLIVE_"
OTHERS: Final = frozenset(
    f"{OURS}{name}"
    for name in (
        "ALLOWED_HOSTS CONFIG DB DB_PATIENCE DEBUG DICE_SEED HTTPS ISSUER MEDIA SECRET_KEY TRUSTED_ORIGINS "
        "DIE_AT LAW_SEED LAW_STEPS SCREENSHOTS SRD STATS TABLES TEST_DEPLOYMENT"  # of tests and benches
    ).split()
)
"""Variables that are read and stand for nothing in `campaignlive.toml`."""


@register()
def variables_are_known(**_: Any) -> list[CheckMessage]:
    """One warning for each that is not."""
    return [Warning(sentence, id="campaignlive.W001") for sentence in strangers(os.environ)]


def strangers(names: Iterable[str]) -> list[str]:
    """A sentence about each of `names` that is in a section of ours and means nothing there, or is nearly one of ours."""
    known = {*OTHERS, *(name for section in variables().values() for name in section)}
    sentences = []
    for name in sorted(name for name in names if name.startswith(OURS) and name not in known):
        near = meant(name, known, OURS)
        in_section = any(name.startswith(f"{OURS}{section.upper()}_") for section in variables())
        if near or in_section:
            sentences.append(f"{name} is set, and nothing reads it.{near}")
    return sentences


@register()
def the_file_of_choices_is_there(**_: Any) -> list[CheckMessage]:
    """Where somebody names one."""
    if os.environ.get(f"{OURS}CONFIG") and not settings.CHOICES_FILE.exists():
        sentence = f"{OURS}CONFIG names {settings.CHOICES_FILE}, and there is no such file: the defaults count."
        return [Warning(sentence, id="campaignlive.W002")]
    return []
