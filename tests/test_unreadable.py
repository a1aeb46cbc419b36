"""Is a file that the machine fails to read taken for what it holds? Against a file system that fails once."""

import errno
import io
import json
from collections import Counter

import fsspec
import polars as pl
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from flows import archive
from flows.settings import Settings
from tests.crawled import http, page, warc, zipped
from tests.flowing import build
from tests.test_incremental import FILL, rows
from tests.test_readers import PACKINGS


def parquet(texts):
    file = io.BytesIO()
    pl.DataFrame({"text": texts}).write_parquet(file)
    return file.getvalue()


ROWS = "\n".join(json.dumps({"text": text}) for text in FILL).encode()
INNER = zipped({f"{number}.txt": text for number, text in enumerate(FILL)})
FILES = {
    "a.txt": FILL[0].encode(), "a.jsonl": ROWS, **{f"a.jsonl{packing}": pack(ROWS) for packing, pack in PACKINGS.items()},
    "a.parquet": parquet(FILL), "a.zip": INNER, "b.zip": zipped({"inner.zip": INNER, "c.txt": FILL[3]}),
    "a.warc": b"".join(warc(http(page(text=text * 4)), number=n) for n, text in enumerate(FILL)),
}
FAULTS = {"at once": 0, "on the way": 1}


class Failing(io.BytesIO):
    """A file of a server that is gone."""

    def __init__(self, content, most):
        super().__init__(content)
        self.most = most

    def read(self, size=-1, /):
        """Fail from some place on."""
        if self.tell() >= self.most:
            raise OSError(errno.ESTALE, f"Stale file handle, of the request {id(self)}")
        return super().read(size)


class Flaky(MemoryFileSystem):
    """Files in memory; from `most` bytes on they cannot be read at some of the times that they are opened."""

    protocol = "flaky"
    most, bad, opened = 0, (), Counter()

    @classmethod
    def _strip_protocol(cls, path):
        return super()._strip_protocol(path.replace("flaky://", "memory://"))

    def _open(self, path, mode="rb", **more):
        if mode != "rb":
            return super()._open(path, mode, **more)
        self.opened[path] += 1
        content = self.store[path].getvalue()
        return Failing(content, self.most) if self.opened[path] in self.bad else io.BytesIO(content)


@pytest.fixture
def flaky(monkeypatch):
    """The file system, with nothing in it."""
    fsspec.register_implementation("flaky", Flaky, clobber=True)
    monkeypatch.setattr(Flaky, "store", {})
    monkeypatch.setattr(Flaky, "opened", Counter())
    return Flaky()


@pytest.mark.parametrize("most", FAULTS.values(), ids=FAULTS)
def test_it_is_told_once_and_read_again(flaky, monkeypatch, tmp_path, most):
    """Runs that fail to read a file add one row between them; the next one that can adds its records, all and once."""
    for name, content in FILES.items():
        flaky.pipe(f"/crawl/{name}", content)
    undisturbed, settings = (Settings(sources=("flaky://crawl",), out=tmp_path / name) for name in ("undisturbed", "corpus"))
    build(undisturbed)
    monkeypatch.setattr(Flaky, "most", most)
    for bad in ((2,), (2,), (), ()):  # each run digests it first
        monkeypatch.setattr(Flaky, "opened", Counter())
        monkeypatch.setattr(Flaky, "bad", bad)
        build(settings)
    rejected = rows(settings.out, "rejected").select("source", "record", "reason").sort("source").rows()
    assert rejected == [(f"flaky:///crawl/{name}", None, "unreadable") for name in sorted(FILES)]
    assert places(settings.out) == places(undisturbed.out)
    corpus = archive.open_corpus(settings.out)
    assert len(corpus.manifest["runs"]) == 2
    assert archive.verify(corpus) == []


def places(out):
    """List where the records of a corpus lay, and which documents they are."""
    return rows(out, "sources").select("source", "record", "document").sort(pl.all()).rows()
