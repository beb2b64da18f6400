"""The same once more: a new draft like an interaction that is drafted, played or over, as it was drafted."""

from typing import Any

from interactions.drafting import Draft, drafted, write
from interactions.models import Interaction
from interactions.placing import fitting

_LONGEST = 120
_COPY = " (copy)"


def duplicate(interaction: Interaction, dm: Any) -> Interaction:
    """A new draft of `dm`'s with everybody in it anew; who would not fit any more where she was put is put nowhere."""
    wanted = fitting(interaction.location, [one._replace(id="") for one in drafted(interaction)])
    return write(
        Draft(
            campaign=interaction.campaign,
            dm=dm,
            name=interaction.name[: _LONGEST - len(_COPY)] + _COPY,
            description=interaction.description,
            kind=interaction.kind,
            location=interaction.location,
            quest=interaction.quest,
            participants=wanted,
            settings=interaction.settings,
            reward_items=list(interaction.reward_items.all()),
            xp_awards=interaction.xp_awards,
        )
    )
