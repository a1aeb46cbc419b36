"""How is one text cleaned without Prefect? As a Unix filter does: text in, clean text out."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from select import select
from typing import BinaryIO, Final, TextIO

import click
import polars as pl

from cleaners import account, lines, metadata, steps
from cleaners.chrome import ChromeSettings
from cleaners.decode import decode
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES
from flows.place import DEFAULT

BATCH: Final = 4 << 20  # bytes answered at once, at the most
PATIENCE: Final = 0.02  # seconds without more input after which what has come is answered
COLOURS: Final = {None: None, "repair": "yellow", "to-metadata": "cyan", "remove": "red"}


def settings(config: Path | None) -> tuple[ChromeSettings, RepeatSettings]:
    """Return the settings that cleaning needs; without a settings file, nothing heavy is loaded for it."""
    if config is None and not DEFAULT.is_file():
        return ChromeSettings(), RepeatSettings()
    from flows.settings import load  # noqa: PLC0415  pydantic

    chosen = load(config)
    return chosen.chrome, chosen.repeats


def _judge(texts: list[str], chrome: ChromeSettings, repeats: RepeatSettings) -> pl.DataFrame:
    """Judge the lines of some documents."""
    return steps.clean(lines.split(pl.Series(texts, dtype=pl.String)).select(list(LINES)), chrome, repeats)


def clean_text(
    place: str, content: bytes, chrome: ChromeSettings, repeats: RepeatSettings
) -> tuple[str, pl.DataFrame]:
    """Return a document's clean text and its judged lines; an untouched document comes back to the byte.

    Raises BadRecord where the bytes are no text.
    """
    text, _ = decode(place, content)
    judged = _judge([text], chrome, repeats)
    return _cleaned([text], judged)[0], judged


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


def clean_jsonl(source: BinaryIO, out: BinaryIO, chrome: ChromeSettings, repeats: RepeatSettings) -> None:
    """Clean records `{"id", "text"}`, one a line: `{"id", "text", "title", "removed"}` come out, in order.

    A broken record comes out as `{"id", "error"}`; its id is null where none can be read.
    """
    for batch in _batches(source):
        records = [_record(number, line) for number, line in batch]
        good = [record for record in records if "error" not in record]
        for record, answer in zip(good, _answers([r["text"] for r in good], chrome, repeats), strict=True):
            record.update(answer)
        out.writelines(json.dumps(record, ensure_ascii=False).encode() + b"\n" for record in records)
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


def _record(number: int, line: bytes) -> dict[str, object]:
    """Read one record; what is wrong with it stands under `error`."""
    place = f"line {number}"
    try:
        record = json.loads(line)
    except (ValueError, RecursionError) as error:
        return {"id": None, "error": f"{place}: is not JSON ({error}). Write one JSON object a line."}
    if not isinstance(record, dict):
        return {"id": None, "error": f'{place}: is not a JSON object. Write {{"id": …, "text": …}}.'}
    identity, text = record.get("id"), record.get("text")
    if not isinstance(text, str):
        return {"id": identity, "error": f"{place}: 'text' is missing or not a string. Add it, or drop the record."}
    try:
        text.encode()
    except UnicodeEncodeError as error:
        return {"id": identity, "error": f"{place}: 'text' has a lone surrogate at {error.start}. Mend it."}
    return {"id": identity, "text": text}


def _answers(texts: list[str], chrome: ChromeSettings, repeats: RepeatSettings) -> Iterator[dict[str, object]]:
    """Yield what is left of each text, its title, and what was removed."""
    judged = _judge(texts, chrome, repeats)
    titles = dict(metadata.describe(judged).select("document", "title").rows())
    removed: dict[int, list[dict[str, object]]] = {}
    gone = account.ledger(judged).filter(pl.col("action") != "repair").rename({"twin_line": "twin"})
    for row in gone.select("document", "line", "text", "reason", "detector", "twin").iter_rows(named=True):
        removed.setdefault(row.pop("document"), []).append(row)
    for number, text in enumerate(_cleaned(texts, judged)):
        yield {"text": text, "title": titles.get(number), "removed": removed.get(number, [])}
