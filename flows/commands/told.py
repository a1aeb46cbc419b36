"""How does a command tell what went wrong?"""

import os
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, Final

import click

from cleaners.alarm import Unlike
from cleaners.errors import WinnowError

FAILED: Final = 1  # exit codes: the work could not be done;
UNUSABLE: Final = 2  # it could not be begun;
HELD: Final = 3  # it was done, and waits for somebody to accept it


def told(command: Callable[..., None]) -> Callable[..., None]:
    """Turn an error of ours, or of the disk, into one line and an exit code."""

    @wraps(command)
    def run(*args: Any, **given: Any) -> None:
        try:
            command(*args, **given)
        except WinnowError as error:
            click.echo(f"winnow: {error}", err=True)
            sys.exit(HELD if isinstance(error, Unlike) else UNUSABLE)
        except BrokenPipeError:  # the reader went away, as in `winnow clean | head`
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            sys.exit(FAILED)
        except OSError as error:  # a full disk, a folder for a file
            place = error.filename2 or error.filename
            click.echo(f"winnow: {f'{place}: ' if place else ''}{error.strerror or error}. Mend that and try again.",
                       err=True)
            sys.exit(UNUSABLE)

    return run
