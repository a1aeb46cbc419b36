"""Which lines of which pages did people mark as text? Reads a folder of labelled pages, and parts it by site.

A record holds `dataset`, `id`, `url`, `lines`, `keep` (0 or 1 each) and `ambiguous` (the lines nobody could tell),
one JSON object a line, in `text/*.jsonl.zst` and `text_leaky/*.jsonl.zst`.
"""

import io
import json
import re
from collections import Counter, defaultdict
from pathlib import Path

import polars as pl
import zstandard

from cleaners.language import hosts

TRACKS = ("text", "text_leaky")
LABELLED = pl.Schema({"document": pl.UInt64, "line": pl.UInt32, "text": pl.String, "keep": pl.Boolean})
PAGES = pl.Schema({"document": pl.UInt64, "track": pl.String, "dataset": pl.String, "id": pl.String,
                   "language": pl.String, "site": pl.Int64})

SHARED = 4  # so many uncommon lines on two pages make them one site's
COMMON = 12  # a line on more pages than this is the web's, not a site's


def records(path: Path) -> list[dict]:
    """Read a packed file of JSON lines."""
    with path.open("rb") as file:
        stream = zstandard.ZstdDecompressor().stream_reader(file, read_across_frames=True)
        return [json.loads(line) for line in io.TextIOWrapper(stream, encoding="utf-8")]


def read(root: Path) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return the lines (LABELLED; `keep` is null where ambiguous) and the pages (PAGES) of a folder."""
    found = [(track, record) for track in TRACKS for path in sorted((root / track).glob("*.jsonl.zst"))
             for record in records(path)]
    sites = part([record for _, record in found])
    pages = [(n, track, r["dataset"], r["id"], r["lang"], sites[n]) for n, (track, r) in enumerate(found)]
    rows = [
        (n, i, text, None if i in unsure else bool(record["keep"][i]))
        for n, (_, record) in enumerate(found) for unsure in [set(record["ambiguous"])]
        for i, text in enumerate(record["lines"])
    ]
    return pl.DataFrame(rows, LABELLED, orient="row"), pl.DataFrame(pages, PAGES, orient="row")


def part(found: list[dict]) -> list[int]:
    """Return the site of each record: one for all pages of a registered domain, and all that share uncommon lines.

    Whatever the dataset: the datasets overlap, and many pages have no address.
    """
    roots = list(range(len(found)))

    def root(n: int) -> int:
        while roots[n] != n:
            n = roots[n]
        return n

    def join(a: int, b: int) -> None:
        a, b = sorted((root(a), root(b)))
        roots[b] = a

    sites = hosts(pl.Series([record.get("url") for record in found], dtype=pl.String))["site"].to_list()
    firsts: dict[object, int] = {}
    holders = defaultdict(list)
    for n, (record, site) in enumerate(zip(found, sites, strict=True)):
        for key in ((record["dataset"], record["id"]), *([site] if site else [])):
            join(n, firsts.setdefault(key, n))
        for line in {re.sub(r"\W+", "", line) for line in record["lines"]}:
            if len(line.encode()) >= 12:
                holders[line].append(n)
    shared = Counter((a, b) for pages in holders.values() if len(pages) <= COMMON for a in pages for b in pages if a < b)
    for (a, b), count in sorted(shared.items()):
        if count >= SHARED:
            join(a, b)
    return [root(n) for n in range(len(found))]


def folds(sites: pl.Series, count: int) -> pl.Series:
    """Return each page's fold: sites are dealt out, the largest first, to the smallest fold; no site is in two."""
    sizes = sites.value_counts().sort(["count", sites.name], descending=[True, False])
    filled, chosen = [0] * count, {}
    for site, size in sizes.rows():
        least = filled.index(min(filled))
        chosen[site] = least
        filled[least] += size
    return sites.replace_strict(chosen, return_dtype=pl.Int64)
