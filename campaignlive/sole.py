"""One server on one SQLite file: a lock beside the file that the kernel lets go, however the process ends.

Rooms live in the process that serves them; a second one on the same file would number the same rows.

As a command, `python -m campaignlive.sole FILE [--reset]`, it only asks (with --reset it empties the place, under the
lock): exit 1 and a sentence where somebody serves that file.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Taken(Exception):
    """Another process serves this file; the message is a sentence that says which."""


@contextmanager
def alone(database: str | Path, who: str = "") -> Iterator[None]:
    """Nobody else is alone with this file meanwhile. `who` is what others are told to stop. Raises `Taken`."""
    file = Path(database).resolve()  # the same file by another way is the same file
    holder = os.open(f"{file}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    try:
        try:
            fcntl.flock(holder, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Taken(_sentence(file, os.pread(holder, 200, 0).decode(errors="replace"))) from None
        os.ftruncate(holder, 0)
        os.pwrite(holder, f"process {os.getpid()}{who and ', ' + who}".encode(), 0)
        yield
    finally:
        os.close(holder)  # the file stays: whoever deleted it would let two in


def _sentence(file: Path, holder: str) -> str:
    return f"{file} is being served already ({holder or 'by another process'}): stop that server first."


def remove(database: Path) -> None:
    """The file with all that SQLite keeps beside it."""
    for suffix in ("", "-wal", "-shm"):
        Path(f"{database}{suffix}").unlink(missing_ok=True)


def main(file: str, *options: str) -> None:
    """Raises SystemExit with the sentence where somebody serves the file."""
    try:
        with alone(file):
            if "--reset" in options:
                remove(Path(file))
    except Taken as taken:
        sys.exit(str(taken))


if __name__ == "__main__":
    main(*sys.argv[1:])
