"""How far is the run?"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn


class Board:
    """One line that a person watches: the step, a bar, a count, a clock. Silent unless it is shown."""

    current: "Board | None" = None

    def __init__(self, console: Console) -> None:
        """Draw on this console; where it is no terminal, each step is told in a line of its own."""
        self.console = console
        self.progress = Progress(
            SpinnerColumn(), TextColumn("{task.description:<34}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), console=console, transient=True,
        )
        self.bar = self.progress.add_task("", total=None)

    @classmethod
    @contextmanager
    def shown(cls, console: Console) -> Iterator[Self]:
        """Show a board while the block runs."""
        board = cls(console)
        cls.current = board
        try:
            if console.is_terminal:
                with board.progress:
                    yield board
            else:
                yield board
        finally:
            cls.current = None

    def start(self, step: str, total: int | None) -> None:
        """Begin a step of so many parts, or of a number nobody knows."""
        if self.console.is_terminal:
            self.progress.reset(self.bar, total=total, description=step)
        else:
            self.console.print(f"{step} …", highlight=False)

    def advance(self) -> None:
        """Note that one part is done."""
        self.progress.advance(self.bar)


class Ear:
    """Whoever wants to hear of each part that is done, besides the board: the step, how many are, of how many."""

    current: "Ear | None" = None

    def __init__(self, hear: Callable[[str, int, int | None], None]) -> None:
        """Begin at no step."""
        self.hear = hear
        self.step, self.done, self.total = "", 0, None

    def start(self, step: str, total: int | None) -> None:
        """Begin a step."""
        self.step, self.done, self.total = step, 0, total
        self.hear(step, 0, total)

    def advance(self) -> None:
        """Note that one part is done."""
        self.done += 1
        self.hear(self.step, self.done, self.total)


@contextmanager
def heard(hear: Callable[[str, int, int | None], None]) -> Iterator[None]:
    """Have every step told while the block runs."""
    Ear.current = Ear(hear)
    try:
        yield
    finally:
        Ear.current = None


def start(step: str, total: int | None = None) -> None:
    """Begin a step, on the board and for the ear, where there is one."""
    for one in (Board.current, Ear.current):
        if one:
            one.start(step, total)


def advance() -> None:
    """Note one part done."""
    for one in (Board.current, Ear.current):
        if one:
            one.advance()
