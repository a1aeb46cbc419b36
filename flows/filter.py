"""How is one text or page cleaned without Prefect? As a Unix filter does: text or HTML in, clean text out."""

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from select import select
from typing import BinaryIO, Final, TextIO

import click
import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners import account, lines, metadata, steps
from cleaners.chrome import ChromeSettings
from cleaners.decode import decode
from cleaners.errors import BadRecord
from cleaners.html import markup
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES
from flows.place import DEFAULT
from flows.readers.form import tell
from flows.readers.pages import Extracted, Guard, extracted
from flows.readers.record import Raw, Refused, Told

BATCH: Final = 4 << 20  # bytes answered at once, at the most
HEAD: Final = 1 << 13  # bytes by which a page is known
PATIENCE: Final = 0.02  # seconds without more input after which what has come is answered
COLOURS: Final = {None: None, "repair": "yellow", "to-metadata": "cyan", "remove": "red"}


@dataclass(frozen=True, slots=True)
class Cleaning:
    """What cleaning one text or page needs to be told."""

    chrome: ChromeSettings = field(default_factory=ChromeSettings)
    repeats: RepeatSettings = field(default_factory=RepeatSettings)
    guard: Guard = field(default_factory=Guard)


@dataclass(frozen=True, slots=True, eq=False)
class _Text:
    """A text to clean, and what its page says of itself."""

    text: str
    title: str | None = None
    markup: NDArray[np.float32] | None = None


def settings(config: Path | None) -> Cleaning:
    """Return the settings that cleaning needs; without a settings file, nothing heavy is loaded for it."""
    if config is None and not DEFAULT.is_file():
        return Cleaning()
    from flows.settings import load  # noqa: PLC0415  pydantic

    chosen = load(config)
    guard = Guard(chosen.read.page_seconds, chosen.read.page_memory, chosen.read.page_bytes, chosen.workers)
    return Cleaning(chosen.chrome, chosen.repeats, guard)


def _judge(texts: list[_Text], how: Cleaning) -> pl.DataFrame:
    """Judge the lines of some documents."""
    split = lines.split(pl.Series([one.text for one in texts], dtype=pl.String))
    marked = markup.frame([(k, one.markup) for k, one in enumerate(texts) if one.markup is not None])
    return steps.clean(split.select(list(LINES)), how.chrome, how.repeats, marked)


def clean_text(place: str, content: bytes, how: Cleaning) -> tuple[str, pl.DataFrame]:
    """Return a document's clean text and its judged lines; an untouched text comes back to the byte.

    Content that begins as a page does is one. Raises BadRecord where the bytes are neither text nor page.
    """
    if tell(place, content[:HEAD]) == "html":
        (found,) = _read_pages([Raw(place, None, content, is_html=True)], how.guard)
        if isinstance(found, BadRecord):
            raise found
    else:
        found = _Text(decode(place, content)[0])
    judged = _judge([found], how)
    return _cleaned([found.text], judged)[0], judged


def _read_pages(pages: list[Raw], guard: Guard) -> Iterator[_Text | BadRecord]:
    """Read pages in processes of their own, where a hostile one does no harm; in order."""
    for found in extracted(pages, guard):
        match found:
            case Extracted():
                yield _Text(found.text, found.told.title, found.markup)
            case Refused():
                yield found.error


def _cleaned(texts: list[str], judged: pl.DataFrame) -> list[str]:
    """Return the clean texts. One that ends its last line goes on doing so; one that lost nothing is as it came."""
    found = dict(account.texts(judged).select("document", "text").rows())
    touched = set(account.ledger(judged)["document"].unique().to_list())
    clean = []
    for number, text in enumerate(texts):
        left = found.get(number, "") if number in touched else text
        ends = number in touched and left and text.endswith(("\n", "\r"))
        clean.append(left + "\n" if ends else left)
    return clean


def explain(judged: pl.DataFrame, out: TextIO, *, colour: bool) -> None:
    """Print every line with its verdict: who removed or repaired it and, for repeats, the line it repeats."""
    for row in judged.iter_rows(named=True):
        action = row["action"] or ("repair" if row["repair"] else None)
        said = row["reason"] if row["action"] else row["repair"] or ""
        twin = f" = line {row['twin_line']}" if row["twin_line"] is not None else ""
        name = f"{said} ({row['detector'] if row['action'] else row['repairer']}){twin}" if said else ""
        sign = {None: " ", "repair": "~", "to-metadata": ">", "remove": "-"}[action]
        line = f"{row['line']:>5} {sign} {name:<42} │ {row['raw']}"
        click.echo(click.style(line, fg=COLOURS[action]) if colour else line, file=out)
        if action == "repair":
            line = f"{'':>5} + {'':<42} │ {row['text']}"
            click.echo(click.style(line, fg="green") if colour else line, file=out)


def clean_jsonl(source: BinaryIO, out: BinaryIO, how: Cleaning) -> None:
    """Clean records `{"id", "text"}` or `{"id", "html", "url"}`, one a line.

    `{"id", "text", "title", "removed"}` come out, in order. A broken record comes out as `{"id", "error"}`; its id is
    null where none can be read.
    """
    for batch in _batches(source):
        records = [_record(number, line) for number, line in batch]
        pages = _read_pages([found for _, found in records if isinstance(found, Raw)], how.guard)
        read = [(identity, next(pages) if isinstance(found, Raw) else found) for identity, found in records]
        answers = _answers([found for _, found in read if isinstance(found, _Text)], how)
        for identity, found in read:
            said = next(answers) if isinstance(found, _Text) else {"error": str(found)}
            answer = json.dumps({"id": identity} | said, ensure_ascii=False)
            out.write(answer.encode("utf-8", "backslashreplace") + b"\n")  # as JSON spells half a surrogate
        out.flush()


def _batches(source: BinaryIO) -> Iterator[list[tuple[int, bytes]]]:
    """Yield the whole lines that have arrived, numbered from 1, as soon as some have; blank ones are passed over."""
    rest, number = b"", 1
    while chunk := _chunk(source.fileno()):
        *whole, rest = (rest + chunk).split(b"\n")
        batch = [(k, line) for k, line in enumerate(whole, start=number) if line.strip()]
        number += len(whole)
        if batch:
            yield batch
    if rest.strip():
        yield [(number, rest)]


def _chunk(handle: int) -> bytes:
    """Read what has come, and what comes right after it; nothing means the end."""
    parts = [os.read(handle, BATCH)]
    while parts[-1] and sum(map(len, parts)) < BATCH and select([handle], [], [], PATIENCE)[0]:
        parts.append(os.read(handle, BATCH))
    return b"".join(parts)


def _record(number: int, line: bytes) -> tuple[object, _Text | Raw | BadRecord]:
    """Read one record: its id, and a text, a page, or what is wrong with it."""
    place = f"line {number}"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return None, BadRecord(place, f"is not JSON ({error})", "Write one JSON object a line", "broken")
    if not isinstance(record, dict):
        return None, BadRecord(place, "is not a JSON object", 'Write {"id": …, "text": …}', "format")
    identity, text, html = (record.get(name) for name in ("id", "text", "html"))
    if isinstance(text, str) and (text.strip() or not isinstance(html, str)):
        try:
            text.encode()
        except UnicodeEncodeError as error:
            return identity, BadRecord(place, f"'text' has a lone surrogate at {error.start}", "Mend it", "encoding")
        return identity, _Text(text)
    if isinstance(html, str):
        url = record.get("url")
        told = Told(url=url if isinstance(url, str) else None)
        content = html.replace("\0", "").encode("utf-8", "replace")
        return identity, Raw(place, None, content, is_html=True, charset="utf-8", told=told)
    fault = "neither 'text' nor 'html' is a string"
    return identity, BadRecord(place, fault, "Add one, or drop the record", "format")


def _answers(texts: list[_Text], how: Cleaning) -> Iterator[dict[str, object]]:
    """Yield what is left of each text, its title, and what was removed."""
    judged = _judge(texts, how)
    titles = dict(metadata.describe(judged).select("document", "title").rows())
    removed: dict[int, list[dict[str, object]]] = {}
    gone = account.ledger(judged).filter(pl.col("action") != "repair").rename({"twin_line": "twin"})
    for row in gone.select("document", "line", "text", "reason", "detector", "twin").iter_rows(named=True):
        removed.setdefault(row.pop("document"), []).append(row)
    for number, text in enumerate(_cleaned([one.text for one in texts], judged)):
        title = texts[number].title or titles.get(number)
        yield {"text": text, "title": title, "removed": removed.get(number, [])}
