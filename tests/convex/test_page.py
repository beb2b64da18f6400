"""docs/convex.md says what is so: the routes that took the place of the original mutations, and what the stand-in cannot show."""

import re
import shutil
import subprocess
from collections.abc import Iterator

import pytest
from django.urls import resolve

from simulation.processes import ROOT

MUTATIONS = "startInteraction rollInitiative submitPlayerAction resolveInteractionAction completeInteraction".split()
CANNOT_SHOW = {
    "contention": r"contention",
    "quotas": r"quotas and rates",
    "tokens": r"whether a JWT is genuine",
    "loops": r"an endless loop",
    "scheduling": r"scheduling at scale",
    "cursors": r"whether a cursor is of the query",
    "what is not there": r"file storage, search",
}


def section(heading: str) -> str:
    page = (ROOT / "docs" / "convex.md").read_text()
    return re.split(r"^#+ ", page.split(f"{heading}\n", 1)[1], maxsplit=1, flags=re.MULTILINE)[0]


def rows() -> Iterator[tuple[str, str, str]]:
    for line in section("### The five mutations of the original design").splitlines():
        if cells := re.fullmatch(r"\| `(\w+)` \| (.+) \| (.+) \|", line):
            yield cells[1], cells[2], cells[3]


def routes(requests: str) -> list[str]:
    """`…/cancel/` ends as what stands before it does, but for its last word."""
    found: list[str] = []
    for route in re.findall(r"`(?:POST )?([/…][^`]*)`", requests):
        found.append(route.replace("…", re.sub(r"/[^/]+/$", "", found[0])) if route.startswith("…") else route)
    return found


def test_the_map_names_the_five_mutations_of_the_original_design():
    assert [mutation for mutation, _, _ in rows()] == MUTATIONS


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_the_routes_that_the_map_names_are_there_and_take_what_is_posted(mutation: str):
    [requests] = [requests for name, requests, _ in rows() if name == mutation]
    named = routes(requests)
    assert named
    for route in named:
        view = resolve(re.sub(r"\{\w+\}", "abcdefgh23456722", route)).func.view_class
        assert hasattr(view, "post"), route


def test_the_operations_that_the_map_names_are_there():
    known = (ROOT / "convex" / "operations.ts").read_text()
    named = {word for *_, arrives in rows() for word in re.findall(r"`((?:upsert|record|log|cut)\w+)`", arrives)}
    assert named >= {"upsertInteraction", "recordAction"}
    for operation in named:
        assert re.search(rf"\b{operation}\b", known), operation


@pytest.mark.parametrize("limit", CANNOT_SHOW)
def test_the_page_says_what_the_stand_in_cannot_show(limit: str):
    said = section("## The stand-in").split("What it cannot show:")[1].split("\n\n")[0]
    assert re.search(CANNOT_SHOW[limit], " ".join(said.split()))


@pytest.mark.process
def test_the_stand_in_says_itself_what_it_cannot_show():
    asked = ["npm", "run", "--silent", "convex:local", "--", "--help"]
    if not shutil.which("npm"):
        pytest.skip("node is not installed")
    help = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    said = " ".join(help.split("What it cannot show:")[1].split())
    for limit, words in CANNOT_SHOW.items():
        assert re.search(words, said), limit
