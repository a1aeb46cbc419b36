"""What does one page say? Asked over a pipe, in a process that a hostile page may kill.

Started by `flows.readers.pages` as a script, so that nothing else is loaded. Each question and answer is a pickle
behind its length; what stands on the pipe comes from our own other end.
"""

import logging
import os
import pickle
import resource
import signal
import struct
import sys
from typing import BinaryIO

from cleaners.decode import spell
from cleaners.errors import BadRecord
from cleaners.extract import extract

TOLD = ("title", "byline", "published", "site", "url", "language")
LENGTH = struct.Struct("<I")


def answer(question: tuple[str, bytes, str | None, str | None, str | None]) -> dict[str, object]:
    """Decode and extract a page: place, bytes, declared charset, URL, date of the crawl."""
    place, content, charset, url, fetched = question
    try:
        spelt = spell(place, content, charset)
        page = extract(place, spelt.text, url, fetched)
    except BadRecord as error:
        return {"refused": error.args}
    except MemoryError:
        return {"refused": (place, "takes too much memory to extract", "Nothing can be done", "too-costly")}
    except Exception as error:  # noqa: BLE001  whatever a hostile page does to lxml and trafilatura is that page's fault
        told = f"cannot be extracted ({type(error).__name__}: {str(error)[:80]})"
        return {"refused": (place, told, "Report it to trafilatura", "too-costly")}
    told = {name: getattr(page, name) for name in TOLD}
    return {"lines": page.lines, "markup": page.markup, "told": told,
            "charset": spelt.charset, "n_undecodable": spelt.n_undecodable}


def main(seconds: float, memory: int) -> None:
    """Answer until the other end hangs up; a page that takes more processor time ends the process."""
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints, it does not stand between the answers
    logging.disable()
    answer(("", b"<p>warm", None, None, None))  # what trafilatura loads at its first page is no page's fault
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    while question := _take(asked):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        said = pickle.dumps(answer(question))
        signal.setitimer(signal.ITIMER_PROF, 0)
        told.write(LENGTH.pack(len(said)) + said)
        told.flush()


def _take(asked: BinaryIO) -> tuple[str, bytes, str | None, str | None, str | None] | None:
    """Take the next question, None where there are no more."""
    head = asked.read(LENGTH.size)
    return pickle.loads(asked.read(LENGTH.unpack(head)[0])) if len(head) == LENGTH.size else None  # noqa: S301  see above


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
