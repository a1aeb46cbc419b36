"""Does a row of `rejected` hold the bytes of what was rejected, as far as they could be read?"""

import gzip
from hashlib import sha256

import polars as pl
import pytest

from tests.crawled import STORY, warc, zipped
from tests.test_readers import Limits, take

CUT = gzip.compress(STORY.encode() * 9)[:-9]
FILES = {  # of which nothing is a document
    "a.pdf": b"%PDF-1.4 foo",
    "b.zip": b"PK\x03\x04xx",
    "c.docx.zip": zipped({"[Content_Types].xml": "<Types/>", "a.xml": STORY}),
    "d.txt.gz": CUT,
    "e.warc.gz": b"\x1f\x8b\x08" + bytes(90),
    "f.json": b'[\n{"text": ',
}
RECORDS = {  # a file of which one record is no document, and the bytes of that record
    "a.jsonl": (b'{"text": "x"}\n{"id": 7}\n', b'{"id": 7}\n'),
    "b.jsonl": (b'{"text": "x"}\n{"text": \n', b'{"text": \n'),
    "c.json": ('[ {"text": "x"},\n["港口"] , {"text": "y"} ]'.encode(), '["港口"]'.encode()),
    "d.json": (b'[{"text": "x"}, {"text": 5}]', b'{"text": 5}'),
    "e.csv": (b'id,html\n1,x\n"2"\n', b'"2"\n'),
    "f.warc": (warc(b"x", "conversion") + warc(b"y", "strange"), warc(b"y", "strange")[:-4]),
    "g.zip": (zipped({"a.txt": STORY, "b.txt.gz": b"\x1f\x8b\x08" + bytes(300)}), b"\x1f\x8b\x08" + bytes(300)),
}


@pytest.mark.parametrize("name", FILES)
def test_of_a_small_file_all(tmp_path, name):
    """A file that is rejected as a whole is in its row, packed as it was, with its size and digest."""
    content = FILES[name]
    (tmp_path / name).write_bytes(content)
    found, rejected = take(tmp_path)
    assert (found.height, rejected["record"].to_list()) == (0, [None])
    assert rejected.select("head", "n_bytes", "digest", "content").rows() == [
        (content[:256], len(content), sha256(content).hexdigest(), content)]


@pytest.mark.parametrize("name", RECORDS)
def test_of_a_record_the_first_bytes(tmp_path, name):
    """A line, an item, a row, a member that is rejected has its first bytes and the digest of all."""
    content, record = RECORDS[name]
    (tmp_path / name).write_bytes(content)
    found, rejected = take(tmp_path)
    assert found.height
    assert rejected.select("head", "n_bytes", "digest", "content").rows() == [
        (record[:256], len(record), sha256(record).hexdigest(), None)]


def test_of_a_large_file_the_first_bytes(tmp_path):
    """What is larger than a record may be is not read to its end, so nobody can tell its digest."""
    for name in ("a.pdf", "b.zip", "e.warc.gz"):
        (tmp_path / name).write_bytes(FILES[name] + bytes(100_000))
        _, rejected = take(tmp_path / name, Limits(max_record_bytes=90_000))
        assert rejected.select("head", "n_bytes", "digest", "content").rows() == [
            ((FILES[name] + bytes(256))[:256], None, None, None)]


def test_a_field_that_is_no_string_is_told(tmp_path):
    """A text that is a number is not a text that is missing."""
    (tmp_path / "a.jsonl").write_text('{"text": 5}\n{"html": []}\n{"text": null}\n{}')
    _, rejected = take(tmp_path)
    said = rejected["error"].str.extract(r": (.*?)\.")
    assert said.to_list() == ["neither 'text' nor 'html' is a string"] * 2 + ["has neither 'text' nor 'html'"] * 2
    pl.DataFrame({"text": [5]}).write_parquet(tmp_path / "b.parquet")
    assert "is a string" in take(tmp_path / "b.parquet")[1]["error"].item()
