"""What the processes of a simulation have written into their logs and should not have: errors, and traces of exceptions."""

import re
from collections import Counter
from pathlib import Path

ERROR = re.compile(r"^(\S+ \S+ )?(ERROR|CRITICAL)\b|^Traceback \(most recent call last\)|^CommandError\b")
EXPECTED: dict[str, str] = {}
"""What a line may have in it and be no fault, with the reason. Nothing so far: a killed process says nothing, and a Convex
that is not well is worth a warning."""
DATE = re.compile(r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d+ ")
WIDTH = 300


def errors(*logs: Path) -> list[str]:
    """A sentence for each line of them that is an error, the same one counted; what is not there has said nothing."""
    return [sentence for log in logs if log.exists() for sentence in _in(log)]


def _in(log: Path) -> list[str]:
    lines = log.read_text(errors="replace").splitlines()
    wrong = Counter(DATE.sub("", line)[:WIDTH] for line in lines if ERROR.search(line) and not _expected(line))
    return [f"{log.name} has {count} × {line}" for line, count in wrong.items()]


def _expected(line: str) -> bool:
    return any(words in line for words in EXPECTED)
