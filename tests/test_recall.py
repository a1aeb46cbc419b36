"""Does a run get of known documents the lines it asks for, and all that it must weigh them by?"""

import random

import numpy as np
import polars as pl
import pytest

from cleaners.account import LETTERS
from flows import archive, manifest, recall
from flows.index import Index
from flows.postings import ALL, PLACES
from flows.recall import Shelf
from flows.settings import Settings
from tests.flowing import build
from tests.test_incremental import rows, runs, write  # noqa: F401  a corpus that three runs made


def said(n):
    """Say something that is like nothing else."""
    return "".join(map(chr, random.Random(n).choices(range(0x4E00, 0x9FA0), k=60)))  # noqa: S311  seeded on purpose


def stand(out, document):
    """Number the lines of a document that stand, and tell its source's lines."""
    came = archive.source_lines(archive.open_corpus(out), document)
    gone = rows(out, "ledger").filter((pl.col("document") == document) & pl.col("action").is_in(["remove", "to-metadata"]))
    return [k for k, line in enumerate(came) if line.strip() and k not in set(gone["line"])], came


@pytest.mark.parametrize("small", [1 << 20, 0])
def test_what_is_taken_is_what_stands(runs, small, monkeypatch):  # noqa: F811
    """Lines come as their sources number them, all of a document or some; the rest is one line of no text, as long."""
    _, out, _ = runs
    monkeypatch.setattr(recall, "SMALL", small)
    shelf = Shelf.of(out, manifest.read(out))
    every = np.arange(shelf.starts[-1], dtype=np.uint32)[1:]
    places = [(number, line) for number in every.tolist()[1:] for line in ([ALL] if number % 2 else [0, 2])]
    schema = {name: PLACES[name] for name in ("value", "line")}
    documents, standing = shelf.take(every, pl.DataFrame(places, schema, orient="row"))
    assert documents["id"].to_list() == rows(out, "documents").sort("run", "id")["id"].to_list()[1:]
    for number, (name, text, document) in zip(every.tolist(), documents.select("id", "text", "document").rows(), strict=True):
        own, (numbers, came) = standing.filter(pl.col("document") == document), stand(out, name)
        assert own["length"].sum() == pl.DataFrame({"text": [text]}).select(LETTERS).item()
        assert own.row(-1, named=True)["line"] is None
        asked = () if number == every[0] else numbers if number % 2 else (0, 2)
        assert own["line"].to_list() == [*(k for k in numbers if k in asked), None]
        assert [came[k] for k in own["line"].head(-1)] == own["text"].to_list()[:-1]


def test_the_index_knows_every_line(runs):  # noqa: F811
    """It names each line that stands, and no other, but of a key that several lines of a document have."""
    _, out, _ = runs
    index = pl.concat(pl.read_ipc(path) for path in Index(out / "index").table("lines").paths)
    assert not index.select("key", "value").is_duplicated().any()
    for number, name in enumerate(rows(out, "documents").sort("run", "id")["id"]):
        named, numbers = set(index.filter(pl.col("value") == number)["line"]), set(stand(out, name)[0])
        assert named - {ALL} <= numbers
        assert ALL in named or named == numbers


def test_a_line_that_many_have_counts(tmp_path):
    """A document lies in a new one by all of its lines, also by one that so many have that the index names others."""
    raw, common = tmp_path / "raw", said(0)
    settings = Settings(sources=(str(raw),), out=tmp_path / "corpus")
    write(raw, {f"{n}.txt": [common, *(said(5 * n + k) for k in range(1, 6))] for n in range(1, 71)})
    build(settings)
    write(raw, {"short.txt": [common, said(1000)]})
    build(settings)
    write(raw, {"long.txt": [common, *(said(1000 + k) for k in range(20))]})
    build(settings)
    ids = dict(rows(settings.out, "sources").select(pl.col("source").str.split("/").list.last(), "document").rows())
    pair = rows(settings.out, "duplicates").filter(
        pl.col("line").is_null() & (pl.col("document") == ids["long.txt"]) & (pl.col("twin_document") == ids["short.txt"]))
    assert pair.select("kind", "containment").rows() == [("contained", 1.0)]
