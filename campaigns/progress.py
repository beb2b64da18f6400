"""How far something is, for whoever sits at a terminal; a file or a pipe sees none of it."""

from django.core.management.base import OutputWrapper

_WIDTH = 30


class Progress:
    """A bar that is drawn over itself, one for each step."""

    def __init__(self, terminal: OutputWrapper) -> None:
        self._terminal = terminal
        self._shown = terminal.isatty()
        self._drawn = ""

    def step(self, words: str) -> None:
        """Begin a step that says nothing of how far it is."""
        self._draw(f"{words} …")

    def bar(self, words: str, done: int, total: int) -> None:
        """Show that `done` of `total` are done."""
        full = _WIDTH * done // total if total else _WIDTH
        self._draw(f"{words} [{'#' * full}{'.' * (_WIDTH - full)}] {done}/{total}")

    def end(self) -> None:
        """Leave the line to what follows."""
        if self._drawn:
            self._write("\r" + " " * len(self._drawn) + "\r")
            self._drawn = ""

    def _draw(self, line: str) -> None:
        if not self._shown or line == self._drawn:
            return
        self._write("\r" + line.ljust(len(self._drawn)))
        self._drawn = line

    def _write(self, words: str) -> None:
        self._terminal.write(words, str, ending="")  # as it is: no colour of errors, no new line
        self._terminal.flush()
