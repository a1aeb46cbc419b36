"""Does a year of deliveries, by the schedule of a real server, come to what one run over all of it comes to?"""

import io
import random
import re
import statistics
import sys
import tarfile
import time
from pathlib import Path

import polars as pl
import pytest
import zstandard

from flows import archive
from flows.settings import Settings
from tests.flowing import build
from tests.serving import Served

pytestmark = pytest.mark.soak

DAYS = 60
SERVED = 12  # of them, the last, come by the schedule
EVERY = "4s"


def year(shared):
    """Deal the statutes over days, by name and content; with deliveries that come again, renamed, and edited."""
    packed = (shared / "dev" / "statutes" / "utf8.tar.zst").read_bytes()
    with tarfile.open(fileobj=io.BytesIO(zstandard.ZstdDecompressor().decompressobj().decompress(packed))) as tar:
        pages = {m.name: tar.extractfile(m).read() for m in tar.getmembers() if m.isfile()}
    chance = random.Random(1)  # noqa: S311  the same year each time
    names = sorted(pages)
    chance.shuffle(names)
    days = []
    for day in range(DAYS):
        fresh = {f"day-{day:02d}/{name.replace('/', '_')}": pages[name] for name in names[day::DAYS]}
        earlier = [item for batch in days for item in batch.items()]
        if earlier and day % 3 == 0:
            name, content = chance.choice(earlier)
            fresh[name] = content  # delivered again, under its name
            name, content = chance.choice(earlier)
            fresh[f"day-{day:02d}/renamed-{Path(name).name}"] = content
            name, content = chance.choice(earlier)
            fresh[f"day-{day:02d}/edited-{Path(name).name}"] = content.replace("第一條".encode(), "第一条".encode(), 1)
        days.append(fresh)
    return days


def deliver(inbox, batch):
    """Put files into the inbox, each whole at once."""
    for name, content in batch.items():
        path = inbox / name
        path.parent.mkdir(parents=True, exist_ok=True)
        new = path.with_name(f".{path.name}")
        new.write_bytes(content)
        new.rename(path)


def cleaning(folder):
    """Return what became of each document's lines before documents were compared."""
    ledger = pl.read_parquet(folder / "ledger" / "*.parquet").filter(pl.col("step") != "duplicate")
    return ledger.select("document", "line", "text", "became", "action", "reason").sort("document", "line", "action")


def test_a_year_by_schedule(shared, tmp_path, monkeypatch):
    """Every day is taken up by a firing; no alarm rings; all sources are there, cleaned as one run cleans them."""
    monkeypatch.chdir(tmp_path)
    days = year(shared)
    settings = Settings(sources=("inbox",), out=Path("corpus"))
    for batch in days[:-SERVED]:
        deliver(tmp_path / "inbox", batch)
        build(settings)
    seconds = []
    with Served(tmp_path, "inbox", "--out", "corpus", "--every", EVERY) as served:
        for batch in days[-SERVED:]:
            began, sources = time.monotonic(), set(batch)
            deliver(tmp_path / "inbox", batch)
            while not sources <= {name.removeprefix("inbox/") for name in seen(tmp_path / "corpus")}:
                assert time.monotonic() < began + 600, served.text()
                time.sleep(0.3)
            seconds.append(time.monotonic() - began)
        served.stop()
        assert not re.search("failed|crashed", served.text()), served.text()
    sys.stdout.write(f"\n{SERVED} days by schedule, from delivery to corpus: median {statistics.median(seconds):.1f} s, "
          f"worst {max(seconds):.1f} s; the firings are {EVERY} apart\n")
    opened = archive.open_corpus(tmp_path / "corpus")
    assert archive.verify(opened) == []
    assert len(opened.manifest["runs"]) >= DAYS
    build(Settings(sources=("inbox",), out=Path("at-once")))
    both = [pl.read_parquet(tmp_path / name / "sources" / "*.parquet") for name in ("corpus", "at-once")]
    known = [set(frame.select("source", "document").rows()) for frame in both]
    assert known[0] == known[1]
    assert cleaning(tmp_path / "corpus").equals(cleaning(tmp_path / "at-once"))
    stand = [set(pl.read_parquet(tmp_path / name / "documents" / "*.parquet")["id"]) for name in ("corpus", "at-once")]
    went = both[0].filter(pl.col("fate") == "duplicate")
    assert set(went["twin"]) <= stand[0]
    sys.stdout.write(f"{len(stand[0])} documents stand of {len(known[0])} sources; in one run {len(stand[1])}\n")


def seen(corpus):
    """List the sources that the published corpus knows."""
    return pl.read_parquet(corpus / "inputs" / "*.parquet", columns=["source"])["source"].to_list()
