"""Under which names are files known, which are no sources, and where may a corpus lie?"""

import gzip
import os
from pathlib import Path
from tempfile import TemporaryDirectory

import polars as pl
import pytest

from cleaners.errors import BadCorpus, BadSource
from flows import archive, readers
from flows.place import held, link
from flows.rollback import rollback
from flows.settings import Settings
from tests.flowing import build
from tests.test_decide import BODY, EDITED, OTHER
from tests.test_incremental import FILL, rows, write
from tests.test_run import digests


def test_a_run_does_not_read_its_own_corpus(tmp_path):
    """A corpus below the sources is no source, by folder or by glob; what a person has put into it is."""
    settings = Settings(sources=(str(tmp_path), f"{tmp_path}/*/**"), out=tmp_path / "corpus")
    write(tmp_path / "crawl", {"a.txt": BODY, "manifest.json": ['{"name": "a page of its own"}']})
    build(settings)
    state = digests(settings.out)
    build(settings)
    assert digests(settings.out) == state
    write(settings.out / "inbox", {"b.txt": OTHER})
    build(settings)
    assert sorted(rows(settings.out, "inputs")["source"].str.split("/").list.last()) == ["a.txt", "b.txt", "manifest.json"]
    named = readers.find((str(settings.out / "documents"), f"{settings.out}/inbox/*")).files
    assert [Path(name).suffix for name, _ in named] == [".parquet", ".parquet", ".txt"]


def test_a_file_whose_name_looks_like_a_secret_keeps_it(tmp_path):
    """What a crawler names after a page's query is told apart from its like, and the same again is nothing new."""
    raw, settings = tmp_path / "raw", Settings(sources=(str(tmp_path / "raw"),), out=tmp_path / "corpus")
    pages = {f"list.php?keyword={word}": [FILL[number], word] for number, word in enumerate(("sun", "moon", "star"))}
    write(raw, pages)
    build(settings)
    assert rows(settings.out, "sources")["source"].str.split("/").list.last().sort().to_list() == sorted(pages)
    state = digests(settings.out)
    build(settings)
    assert digests(settings.out) == state


def test_no_secret_of_an_address_is_kept_at_any_run(tmp_path):
    """A URL of known content is told as it was when it was read, and the same again is nothing new."""
    raw, settings = tmp_path / "raw", Settings(sources=(f"file://{tmp_path}/raw",), out=tmp_path / "corpus")
    write(raw, {"a.txt?token=0pen": FILL[:1]})
    build(settings)
    state = digests(settings.out)
    build(settings)
    assert digests(settings.out) == state
    write(raw, {"b.txt?token=0pen": FILL[:1]})
    build(settings)
    told = rows(settings.out, "sources")["source"].to_list() + rows(settings.out, "inputs")["source"].to_list()
    assert sorted(name.rpartition("/")[2] for name in told) == ["a.txt?token=…"] * 2 + ["b.txt?token=…"] * 2


def test_a_name_that_is_no_utf_8_stops_nothing(tmp_path):
    """Files whose names are in another encoding are read, told apart, and known at the next run."""
    raw, settings = tmp_path / "raw", Settings(sources=(str(tmp_path / "raw"),), out=tmp_path / "corpus")
    write(raw, {os.fsdecode(b"caf\xe9.txt"): FILL[:1], os.fsdecode(b"caf\xe8.txt"): FILL[1:2]})
    build(settings)
    state = digests(settings.out)
    build(settings)
    assert digests(settings.out) == state
    (raw / os.fsdecode(b"caf\xe8.txt")).rename(raw / os.fsdecode(b"caf\xea.txt"))
    build(settings)
    with pytest.raises(BadSource, match=r"caf\\xe9.txt: is no name in UTF-8"):
        readers.find((str(raw / os.fsdecode(b"caf\xe9.txt")),))
    told = rows(settings.out, "sources")["source"].str.split("/").list.last().sort()
    assert told.to_list() == [r"caf\xe8.txt", r"caf\xe9.txt", r"caf\xea.txt"]


@pytest.fixture
def elsewhere(tmp_path):
    """A folder on another file system than that of `tmp_path`."""
    memory = Path("/dev/shm")  # noqa: S108  a folder of one's own is made in it
    if not memory.is_dir() or memory.stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is one file system only")
    with TemporaryDirectory(dir=memory) as folder:
        yield Path(folder)


def test_a_link_to_a_corpus_stays(tmp_path, elsewhere):
    """The corpus that a link names is made, added to and taken back where it lies, on whatever disk."""
    raw, settings = tmp_path / "raw", Settings(sources=(str(tmp_path / "raw"),), out=tmp_path / "corpus")
    settings.out.symlink_to(elsewhere / "real")
    states = []
    for pages in ({"a.txt": BODY}, {"b.txt": OTHER}):
        write(raw, pages)
        build(settings)
        states.append(digests(elsewhere / "real"))
    rollback(settings.out, None)
    assert digests(elsewhere / "real") == states[0] != states[1]
    assert settings.out.is_symlink()
    link(raw / "a.txt", elsewhere / "a.txt")
    assert (elsewhere / "a.txt").read_bytes() == (raw / "a.txt").read_bytes()


def test_a_folder_that_cannot_be_replaced_is_refused_before_any_work(tmp_path, monkeypatch):
    """The working directory, what holds it, and a mount point are no place for a corpus."""
    monkeypatch.chdir(tmp_path)
    for out, said in (".", "working directory"), ("..", "working directory"), ("/", "mount point"):
        with pytest.raises(BadCorpus, match=said), held(Path(out)):
            pass


RENAMED = {  # what a run read, under which names, and what a later one finds under the other
    "notes.doc": ("notes.txt", "\n".join(BODY)), "table.txt": ("table.csv", "id,text\n1,{}\n2,{}".format(*OTHER)),
    "rows.txt.gz": ("rows.jsonl.gz", '{"text": 1}\n{"text": "x"}'), "empty.jsonl": ("empty.txt", ""),
    "same.txt": ("same.md", "\n".join(EDITED)),
}


def test_a_name_that_says_another_form(tmp_path):
    """A file is read anew where its new name says so, once; its rows are those of a corpus that never saw the old name."""
    raw, out = tmp_path / "raw", tmp_path / "corpus"
    raw.mkdir()
    for old, (_, content) in RENAMED.items():
        (raw / old).write_bytes(gzip.compress(content.encode()) if old.endswith(".gz") else content.encode())
    settings = Settings(sources=(str(raw),), out=out)
    build(settings)
    for old, (new, _) in RENAMED.items():
        (raw / old).rename(raw / new)
    build(settings)
    build(Settings(sources=(str(raw),), out=tmp_path / "fresh"))
    fresh, second = rows(tmp_path / "fresh", "inputs"), rows(out, "inputs").filter(pl.col("run").str.starts_with("000002"))
    same = ["source", "digest", "n_records", "n_rejected"]
    assert second.select(same).rows() == fresh.select(same).rows()
    for table, columns in {"sources": ["source", "record", "document"], "rejected": ["source", "record", "reason"]}.items():
        anew = rows(out, table).filter(pl.col("run").str.starts_with("000002")).select(columns)
        assert sorted(anew.rows(), key=str) == sorted(rows(tmp_path / "fresh", table).select(columns).rows(), key=str)
    assert archive.verify(archive.open_corpus(out)) == []
    (raw / "table.csv").rename(raw / "again.csv")
    build(settings)
    third = rows(out, "sources").filter(pl.col("run").str.starts_with("000003")).sort("record")
    assert third.select(pl.col("source").str.slice(-9), "record", "fate").rows() == [("again.csv", f"row {n}, id {n}", "copy") for n in (1, 2)]


@pytest.mark.parametrize("source", ["", "/*"])
def test_what_is_unfinished_is_passed_over(tmp_path, source):
    """Part of a download is no document; that it lies there is told once, and what is named itself is read."""
    for name in ("a.txt", "b.txt.part", "c.jsonl.crdownload", "D.TMP", "e.txt~", ".e.txt.swp", "part.txt"):
        (tmp_path / name).write_text(name)
    found = readers.find((f"{tmp_path}{source}",))
    assert [Path(name).name for name, _ in found.files] == ["a.txt", "part.txt"]
    assert [error.fault for error in found.missing] == ["4 unfinished files passed over (D.TMP, …)"]
    assert [Path(name).name for name, _ in readers.find((f"{tmp_path}/e.txt~",)).files] == ["e.txt~"]
    assert [Path(name).name for name, _ in readers.find((f"{tmp_path}/*.part",)).files] == ["b.txt.part"]
