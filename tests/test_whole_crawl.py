"""Does a real crawl with broken and hostile records in it become a corpus, in bounded memory?"""

import gzip
import io
import os
import subprocess
import sys
import tarfile
import time

import polars as pl
import psutil
import pytest
import zstandard

from tests.conftest import ROOT
from tests.crawled import STORY, http, page, warc

LAUGHS = "".join(f'<!ENTITY lol{n} "{f"&lol{n - 1};" * 10}">' for n in range(1, 10))
BOMB = f'<!DOCTYPE html [<!ENTITY lol0 "lol">{LAUGHS}]><html><body><p>{STORY}&lol9;</p></body></html>'.encode()
LONG_LINE = b"a line without an end " * 2_400_000  # 52,800,000 bytes


def zeros(count):
    """Pack a gigabyte of zeros, say, without holding it."""
    file = io.BytesIO()
    with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=9) as packed:
        for _ in range(count >> 20):
            packed.write(bytes(1 << 20))
    return file.getvalue()


def broken():
    """Yield a name, packed members, and the reasons they are to be rejected for."""
    whole = gzip.compress(warc(http(page("截断"))))
    yield "truncated gzip", whole[:-60], ["broken"]
    yield "wrong length", gzip.compress(warc(http(page()), length=50)), ["broken"]
    yield "a length beyond the end", gzip.compress(warc(http(page()), length=5_000_000)), ["broken"]
    yield "no headers", gzip.compress(b"WARC/1.0\r\n\r\n" + page() + b"\r\n\r\n"), ["broken"]
    yield "no header at all", gzip.compress(page() + b"\r\n\r\n"), ["broken"]
    yield "0 bytes", gzip.compress(warc(b"")), ["broken"]
    yield "an answer of 0 bytes", gzip.compress(warc(http(b""))), ["no-text"]
    yield "a line of 50 MB", gzip.compress(warc(http(LONG_LINE, kind="text/plain")), 1), ["too-large"]
    yield "a line of 50 MB in a page", gzip.compress(warc(http(b"<html><p>" + LONG_LINE)), 1), ["too-large"]
    yield "100,000 nested tags", gzip.compress(warc(http(b"<html><body>" + b"<div>" * 100_000))), ["no-text"]
    yield "an entity bomb", gzip.compress(warc(http(BOMB))), ["too-costly"]
    yield "a zip bomb in an answer", gzip.compress(warc(http(zeros(1 << 30), Content_Encoding="gzip"))), ["too-large"]
    head, _, _ = warc(b"", length=1 << 30).partition(b"\r\n\r\n")
    yield "a zip bomb as a record", gzip.compress(head + b"\r\n\r\n") + zeros(1 << 30), ["too-large"]


def statutes(shared):
    """Return the pages of the development set in both encodings."""
    found = []
    for name in ("big5", "utf8"):
        packed = (shared / "dev" / "statutes" / f"{name}.tar.zst").read_bytes()
        with tarfile.open(fileobj=io.BytesIO(zstandard.ZstdDecompressor().decompressobj().decompress(packed))) as archive:
            found += [(one.name, archive.extractfile(one).read()) for one in archive if one.isfile()]
    return found


def peak_memory(command, env):
    """Run a command; return it and the most resident bytes of it and all its children at a time."""
    started, peak = psutil.Popen(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True), 0
    while started.poll() is None:
        total = 0
        for process in [started, *started.children(recursive=True)]:
            try:
                total += process.memory_info().rss
            except psutil.Error:
                continue
        peak = max(peak, total)
        time.sleep(0.05)
    return started, peak


@pytest.mark.slow
@pytest.mark.flow
def test_a_crawl_with_broken_records_reads_completely(shared, tmp_path):
    """Each broken record is a rejected row with its reason, each page a source, in less than a gigabyte all told."""
    pages = statutes(shared)
    bad = list(broken())
    step = len(pages) // len(bad)
    with (tmp_path / "statutes.warc.gz").open("wb") as file:
        for n, (name, content) in enumerate(pages):
            file.write(gzip.compress(warc(http(content), number=n, url=f"http://lis.example.tw/{name}"), 6))
            if n % step == step - 1 and n // step < len(bad):
                file.write(bad[n // step][1])
    env = os.environ | {"PREFECT_HOME": str(tmp_path / "prefect"), "PYTHONPATH": str(ROOT)}
    out = tmp_path / "corpus"
    command = [sys.executable, "-m", "flows.cli", "run", str(tmp_path / "statutes.warc.gz"), "--out", str(out)]
    done, peak = peak_memory(command, env)
    said = done.stdout.read()
    assert done.returncode == 0, said
    sources, rejected = pl.read_parquet(out / "sources" / "*.parquet"), pl.read_parquet(out / "rejected" / "*.parquet")
    places = rejected.with_columns(pl.col("record").str.extract(r"offset (\d+)").cast(pl.Int64).alias("at"))
    reasons = places.sort("at", nulls_last=True)["reason"].to_list()
    for name, _, wanted in bad:
        found = next((reason for reason in reasons if reason in wanted), None)
        assert found, (name, reasons)
        reasons.remove(found)
    assert reasons == []  # each once
    assert sources.height == len(pages)
    assert rejected["hint"].null_count() == 0
    assert f"{len(bad)} records rejected" in said
    print(f"peak memory {peak / 1e6:.0f} MB")  # noqa: T201  shown by pytest -s
    assert peak < 1e9, f"peak memory {peak / 1e6:.0f} MB"
