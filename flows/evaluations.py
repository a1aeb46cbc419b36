"""Which evaluation texts is the corpus held against? JSON Lines, one record a line, every text in it."""

import glob
import gzip
import json
from collections.abc import Iterator
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import polars as pl

from cleaners.errors import BadSource
from cleaners.quality.overlap import Evaluations, evaluations


def files(names: tuple[str, ...]) -> list[Path]:
    """List the files that names and globs mean, in order of name. Raises BadSource where one means none."""
    found: set[Path] = set()
    for name in names:
        paths = [Path(path) for path in (glob.glob(name, recursive=True) or [name])]  # noqa: PTH207  any path, a glob or not
        missing = [path for path in paths if not path.is_file()]
        if missing:
            raise BadSource(str(missing[0]), "is no evaluation file", "Name an existing file of JSON Lines")
        found |= set(paths)
    return sorted(found)


def digests(names: tuple[str, ...]) -> dict[str, str]:
    """Digest what is in each of the files."""
    return {str(path): sha256(path.read_bytes()).hexdigest() for path in files(names)}


def digest(names: tuple[str, ...]) -> str:
    """Digest what is in all of them."""
    found = sha256()
    for path, told in digests(names).items():
        found.update(f"{path}\0".encode() + bytes.fromhex(told))
    return found.hexdigest()


def load(names: tuple[str, ...], fields: tuple[str, ...]) -> Evaluations:
    """Index the texts of the evaluation files; of their `fields` alone, if some are named."""
    return _load(names, fields, digest(names))


@lru_cache(1)
def _load(names: tuple[str, ...], fields: tuple[str, ...], _: str) -> Evaluations:
    """Do so once for all shards."""
    rows = [(text, f"{path}#{number}") for path in files(names) for number, text in _texts(path, fields)]
    found = pl.DataFrame(rows, schema={"text": pl.String, "name": pl.String}, orient="row")
    return evaluations(found["text"], found["name"])


def _texts(path: Path, fields: tuple[str, ...]) -> Iterator[tuple[int, str]]:
    """Yield the texts of a file's records, with the number of their line, from 1."""
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                record = json.loads(line)
            except ValueError as error:
                raise BadSource(f"{path}:{number}", f"is not JSON ({error})", "Write one record a line") from error
            if fields and isinstance(record, dict):
                record = [record.get(name) for name in fields]
            yield from ((number, text) for text in _strings(record))


def _strings(value: Any) -> Iterator[str]:
    """Yield every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)
