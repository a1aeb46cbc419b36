"""Does what is broken, or means harm, cost itself and nothing else?"""

import bz2
import gzip
import io
import json
import lzma
import os
import random
import subprocess
import sys
import tarfile

import brotli
import polars as pl
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cleaners.schema import REJECTIONS
from flows.readers import Columns
from flows.readers.walk import records
from tests.conftest import ROOT
from tests.crawled import FABLE, STORY, http, members, page, warc, zipped
from tests.test_readers import PACKINGS, Limits, take

NOISE = random.Random(1)  # noqa: S311  the same noise in each run
BROKEN = {
    "wrong length": (warc(http(page()), length=9), "broken"),
    "far too long": (warc(http(page()), length=99_999_999), "too-large"),
    "too long": (warc(http(page()), length=500_000), "broken"),
    "no length": (warc(http(page())).replace(b"Content-Length", b"Content-Longth"), "broken"),
    "no headers": (b"WARC/1.0\r\n\r\n" + page() + b"\r\n\r\n", "broken"),
    "no http": (warc(b"\x00\x01\x02"), "broken"),
    "nothing": (warc(b""), "broken"),
    "empty answer": (warc(http(b"")), "no-text"),
    "not found": (warc(http(page(), "404 Not Found")), "status"),
    "picture": (warc(http(b"\x89PNG\r\n\x1a\n", kind="image/png")), "format"),
    "bad gzip": (warc(http(b"\x1f\x8b\x08garbage", Content_Encoding="gzip")), "broken"),
    "bomb": (warc(http(gzip.compress(bytes(30_000_000)), Content_Encoding="gzip")), "too-large"),
    "nested": (warc(http(b"<html>" + b"<div>" * 100_000)), "no-text"),
    "long line": (warc(http(b"<html><p>" + b"a" * 5_000_000)), "too-large"),
    "entities": (warc(http(b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><html><p>')), "too-costly"),
    "noise": (warc(http(NOISE.randbytes(5000))), "binary"),
}


@pytest.mark.parametrize("pack", [b"".join, members, lambda r: gzip.compress(b"".join(r)),
                                  lambda r: b"".join(map(zstandard.compress, r))])
def test_a_broken_record_costs_itself_alone(tmp_path, pack):
    """Each kind of damage is one rejected row with its reason; the whole records between are all read."""
    whole = [warc(http(page(f"第{n}页")), number=n) for n in range(len(BROKEN) + 1)]
    both = [part for pair in zip(whole, (content for content, _ in BROKEN.values()), strict=False) for part in pair]
    (tmp_path / "a.warc").write_bytes(pack([*both, whole[-1]]))
    found, rejected = take(tmp_path)
    assert found["meta_title"].to_list() == [f"第{n}页" for n in range(len(whole))]
    assert dict(zip(BROKEN, rejected["reason"], strict=True)) == {name: reason for name, (_, reason) in BROKEN.items()}
    assert rejected["hint"].null_count() == 0


def test_a_cut_or_changed_member_costs_itself_alone(tmp_path):
    """Of a WARC with a gzip member to each record, what is behind a damaged one is read."""
    noise = [NOISE.randbytes(3000).hex() for n in range(9)]
    packed = [gzip.compress(warc(http(page(f"第{n}页", STORY + noise[n])), number=n)) for n in range(9)]
    packed[2] = packed[2][:-40]
    packed[4] = packed[4][:60] + b"\xff\xff\xff\xff" + packed[4][64:]
    packed[6] = b"not gzip at all"
    packed[8] = packed[8][: len(packed[8]) // 2]
    (tmp_path / "a.warc.gz").write_bytes(b"".join(packed))
    found, rejected = take(tmp_path)
    assert found["meta_title"].to_list() == [f"第{n}页" for n in (0, 1, 3, 5, 7)]
    assert set(rejected["reason"]) == {"broken"}
    assert 3 <= rejected.height <= 4


def test_a_cut_file_keeps_what_it_has(tmp_path):
    """JSONL that is cut off gives its whole lines; text that is cut off is rejected, not shortened in silence."""
    rows = "\n".join(json.dumps({"text": f"{n} {NOISE.random()}"}) for n in range(50_000)).encode()
    for packing in (".gz", ".zst", ".bz2"):
        packed = PACKINGS[packing](rows)
        (tmp_path / f"a.jsonl{packing}").write_bytes(packed[: len(packed) * 3 // 4])
        found, rejected = take(tmp_path / f"a.jsonl{packing}")
        assert found.height > 10_000
        assert rejected["reason"].to_list()[-1] == "broken"
        (tmp_path / f"a.txt{packing}").write_bytes(PACKINGS[packing](b"text " + rows)[:-4])
        found, rejected = take(tmp_path / f"a.txt{packing}")
        assert (found.height, rejected["reason"].to_list()) == (0, ["broken"])


def test_bombs_are_not_unpacked(tmp_path):
    """A gigabyte of zeros, in any packing and in a packing of a packing, is one rejected row, in little memory."""
    zeros = bytes(1 << 24)
    for packing in (".gz", ".zst", ".bz2"):
        (tmp_path / f"a.txt{packing}").write_bytes(PACKINGS[packing](zeros) * 64)
        (tmp_path / f"b.txt{packing}.gz").write_bytes(gzip.compress(PACKINGS[packing](zeros) * 64))
    script = (
        "import re; from flows import readers; from tests.test_readers import Limits;"
        f"files = tuple(n for n, _ in readers.find(({str(tmp_path)!r},)).files); found, _, rejected, _ = readers.read(files, Limits());"
        "peak = int(re.search(r'VmHWM:\\s+(\\d+)', open('/proc/self/status').read())[1]);"
        "print(found.height, set(rejected['reason']), peak < 400_000 or peak)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, cwd=ROOT, text=True,
                          env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.stdout == "0 {'too-large'} True\n"


def test_a_page_that_never_ends_is_refused(tmp_path):
    """A page that takes more than its time is a rejected row; those around it are read."""
    slow = b"<html><body>" + b"".join(b"<p><a href=x>%d</a> text, and more of it</p>" % n for n in range(60_000))
    for name, content in (("a", page("一")), ("b", slow), ("c", page("二"))):
        (tmp_path / f"{name}.html").write_bytes(content)
    found, rejected = take(tmp_path, Limits(page_seconds=0.5))
    assert found["meta_title"].to_list() == ["一", "二"]
    assert rejected["reason"].to_list() == ["too-costly"]


def test_a_page_that_takes_too_much_memory_is_refused(tmp_path):
    """A page whose tree does not fit into what a page may take is a rejected row; those around it are read."""
    heavy = b"<html><body>" + b"<p>x" * 1_500_000
    for name, content in (("a", page("一")), ("b", heavy), ("c", page("二"))):
        (tmp_path / f"{name}.html").write_bytes(content)
    found, rejected = take(tmp_path, Limits(page_seconds=60, page_memory=1 << 27, max_record_bytes=1 << 24))
    assert found["meta_title"].to_list() == ["一", "二"]
    assert rejected["reason"].to_list() == ["too-costly"]


NAMES = st.sampled_from(["a.txt", "a.html", "a.jsonl", "a.csv", "a.tsv", "a.warc", "a.warc.gz", "a.tar", "a.parquet", "a.gz",
                         "a.zst", "a.bz2", "a.json", "a", "a.xz", "a.zip", "a.wet", "a.warc.zst", "a.md", "a.html.gz"])
SEEDS = [
    page(), warc(http(page())) * 2, members([warc(http(page()))] * 2), b'{"text": "x"}\n{"html": "<p>y"}\n', b"id,text\n1,x\n",
    gzip.compress(b'{"text": "x"}\n' * 9), zstandard.compress(STORY.encode()), bz2.compress(STORY.encode()), FABLE.encode("big5"),
    gzip.compress(warc(STORY.encode(), "conversion") * 2), lzma.compress(b'{"text": "x"}\n' * 9), zipped({"a.txt": "x", "b.jsonl": '{"text": 1}'}),
    warc(http(brotli.compress(page()), Content_Encoding="br")) + warc(http(b"9\r\n<p>abc\r\n0\r\n\r\n", Transfer_Encoding="chunked")),
    b"\x5d\x2a\x4d\x18\x03\0\0\0abc" + zstandard.compress(warc(http(page()))) * 3, '{"text": "x"}\n'.encode("utf-16"), "id,text\n1,x\n".encode("utf-16-le"),
    STORY.encode("gb18030"), STORY.encode("utf-16"), b'[{"text": "x"}, 1, null]', b'"a\nb', b"\x00" * 600,
]


def _tar():
    file = io.BytesIO()
    with tarfile.open(fileobj=file, mode="w") as archive:
        for name, content in (("a.txt", b"x"), ("b.warc", warc(http(page())))):
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return file.getvalue()


def _parquet():
    file = io.BytesIO()
    pl.DataFrame({"text": ["x", None, STORY], "id": [1, 2, 3]}).write_parquet(file)
    return file.getvalue()


@st.composite
def damaged(draw):
    """A file of any form, with bytes changed, taken out and put in; or any bytes."""
    content = bytearray(draw(st.sampled_from([*SEEDS, _tar(), _parquet()]) | st.binary(max_size=300)))
    for _ in range(draw(st.integers(0, 6))):
        at = draw(st.integers(0, len(content)))
        kind = draw(st.sampled_from(["change", "flip", "cut", "put", "end"]))
        if kind == "change" and at < len(content):
            content[at] = draw(st.integers(0, 255))
        elif kind == "flip" and at < len(content):
            content[at] ^= 1 << draw(st.integers(0, 7))
        elif kind == "cut":
            del content[at : at + draw(st.integers(1, 50))]
        elif kind == "put":
            content[at:at] = draw(st.binary(max_size=20))
        elif kind == "end":
            del content[at:]
    return bytes(content)


@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(NAMES, damaged())
def test_nothing_escapes(tmp_path, name, content):
    """Whatever a file holds: no error comes out, and each record is a document or a rejected row with a known reason."""
    path = tmp_path / name
    path.write_bytes(content)
    found, rejected = take(path)
    n_records = sum(1 for _ in records(str(path), Columns(), Limits.max_record_bytes))
    assert found.height + rejected.height == n_records
    assert set(rejected["reason"]) <= set(REJECTIONS)
    again, _ = take(path)
    assert again.equals(found)
