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
from dataclasses import asdict
from typing import BinaryIO

from cleaners.decode import spell
from cleaners.errors import BadRecord
from cleaners.extract import extract

LENGTH = struct.Struct("<I")
TOO_MUCH = ("takes too much memory to extract", "Raise read.page_memory", "too-costly")
FULL = 0.8  # of the memory that a page may take; a process that a page filled is replaced


def answer(question: tuple[str, bytes, str | None, str | None, str | None]) -> dict[str, object]:
    """Decode and extract a page: place, bytes, declared charset, URL, date of the crawl."""
    place, content, charset, url, fetched = question
    try:
        spelt = spell(place, content, charset)
        page = extract(place, spelt.text, url, fetched)
    except BadRecord as error:
        return {"refused": error.args}
    except MemoryError:
        return {"refused": (place, *TOO_MUCH)}
    except Exception as error:  # noqa: BLE001  whatever a hostile page does to lxml and trafilatura is that page's fault
        told = f"cannot be extracted ({type(error).__name__}: {str(error)[:80]})"
        return {"refused": (place, told, "Report it to trafilatura", "too-costly")}
    told = asdict(page.about) | {"language": page.language}
    return {"lines": page.lines, "markup": page.markup, "told": told,
            "charset": spelt.charset, "n_undecodable": spelt.n_undecodable}


def _blamed(said: dict[str, object], place: str, memory: int) -> dict[str, object]:
    """Tell a page of which the parser found nothing, as no memory was left for its tree, from one that is empty."""
    is_empty = said.get("refused", ("", "", "", ""))[3] == "no-text"
    if is_empty and _peak() > FULL * memory:
        return {"refused": (place, *TOO_MUCH)}
    return said


def _peak() -> int:
    """Return the most memory this process has had, in bytes; getrusage would count the parent's, from before exec."""
    try:
        with open("/proc/self/status", "rb") as status:  # noqa: PTH123  nothing else is loaded for it
            return int(status.read().split(b"VmHWM:")[1].split()[0]) << 10
    except (OSError, IndexError):  # no Linux
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss << 10


def main(seconds: float, memory: int) -> None:
    """Answer until the other end hangs up; a page that takes more processor time ends the process."""
    asked, told = sys.stdin.buffer, os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever a library prints, it does not stand between the answers
    logging.disable()
    answer(("", b"<p>warm", None, None, None))  # what trafilatura loads at its first page is no page's fault
    resource.setrlimit(resource.RLIMIT_DATA, (memory, memory))
    while question := _take(asked):
        signal.setitimer(signal.ITIMER_PROF, seconds)
        said = pickle.dumps(_blamed(answer(question), question[0], memory))
        signal.setitimer(signal.ITIMER_PROF, 0)
        told.write(LENGTH.pack(len(said)) + said)
        told.flush()


def _take(asked: BinaryIO) -> tuple[str, bytes, str | None, str | None, str | None] | None:
    """Take the next question, None where there are no more."""
    head = asked.read(LENGTH.size)
    return pickle.loads(asked.read(LENGTH.unpack(head)[0])) if len(head) == LENGTH.size else None  # noqa: S301  see above


if __name__ == "__main__":
    main(float(sys.argv[1]), int(sys.argv[2]))
