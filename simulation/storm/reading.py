"""What a guest reads of an interaction over REST: through her line, which looks at every byte for what is none of hers."""

import asyncio

from simulation.seats import Person
from simulation.storm.lines import Line
from simulation.visitor import Visitor

PAGES = ("", "state/", "actions/?page_size=500", "turns/?page_size=500", "logs/?page_size=500", "chat/?page_size=500",
         "recap/", "snapshot/", "export/")  # fmt: skip


async def read_all(line: Line, person: Person, interaction: str) -> list[str]:
    """Every page once; sentences about those at which the server failed. That some are refused is as it should be."""
    visitor = Visitor(f"http://127.0.0.1:{line.port}", {"sessionid": person.cookie})
    paths = [f"/api/interactions/{interaction}/{page}" for page in PAGES]
    answers = [(path, await asyncio.to_thread(visitor.answer_to, path)) for path in paths]
    return [f"{person.user_id} read {path}, and was answered {status}" for path, status in answers if status in FAILED]


FAILED = frozenset({429, *range(500, 600)})
"""429 too: what was not read was not looked at."""
