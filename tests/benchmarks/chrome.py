"""How much chrome goes, and how much text with it, on pages of sites the model has never seen?

`python -m tests.benchmarks.chrome ../shared/dev [--folds 4] [--scores FILE]` trains on some sites, judges the others,
and prints the tables of the labelled pages' README, by dataset and language: what peers do, what each of our detectors
does alone, and paired bootstrap intervals of the differences. `--scores` keeps what the training found, or reads it.
"""

# ruff: noqa: T201  a benchmark prints

import argparse
import time
from pathlib import Path

import numpy as np
import polars as pl

from cleaners.chrome import ChromeSettings, grams, judge, sequence, signs, verdict
from cleaners.chrome.kernels import best_spans
from cleaners.chrome.pages import Pages
from cleaners.chrome.trees import UNIT
from cleaners.schema import LINES
from tests import labelled, train_chrome

DRAWS = 2000  # of pages, with replacement
OURS = "balanced"


def peers(rows: pl.DataFrame, pages: Pages) -> dict[str, np.ndarray]:
    """Return what rules of others remove: C4's, with CJK's full stops; one span; jusText's, lengths in bytes."""
    text, size = pl.col("text"), rows["size"].to_numpy().astype(np.int64)
    words = text.str.count_matches(r"[\p{Han}\p{Kana}\p{Hangul}]") / 2 + text.str.count_matches(r"[\p{L}\p{N}]+")
    ends = text.str.contains(r"[.!?\"”。！？」』…]$")
    c4 = rows.select(~(ends & (words >= 5)) | text.str.contains(r"(?i)javascript|lorem ipsum|\{")).to_series()
    spans = np.zeros((pages.bounds.size - 1, 2), np.int64)
    gains = np.where(rows["prose"].to_numpy(), size, -40)
    best_spans(gains, pages.bounds, spans)
    start, behind = (np.repeat(spans[:, k], np.diff(pages.bounds)) for k in (0, 1))
    good, short = (size >= 200) & rows.select(ends).to_series().to_numpy(), size < 70
    near = [np.where(at < 0, 999, np.abs(pages.row - at)) for at in (pages.nearest_above(good), pages.nearest_below(good))]
    kept = good | (~short & (np.minimum(*near) <= 2)) | (short & (near[0] <= 1) & (near[1] <= 1))
    nothing = np.zeros(size.size, bool)
    return {"keep all": nothing, "C4, CJK stops": c4.to_numpy(), "best span": (pages.row < start) | (pages.row >= behind),
            "jusText-like": ~kept}


def ours(rows: pl.DataFrame, scores: np.ndarray, echo: np.ndarray, gap: np.ndarray) -> dict[str, np.ndarray]:
    """Return what our detectors remove, together and each without another."""
    first, second = scores[:, 0], scores[:, 1]
    found: dict[str, np.ndarray] = {"rules": rows["verdict"].to_numpy() > 0}
    ruled = verdict.overruled(rows, second, has_markup=False)["verdict"].to_numpy() > 0
    for policy in sequence.LIMITS:
        found[policy] = sequence.removed(rows, second, echo, gap, policy) | ruled
    found["no rules"] = sequence.removed(
        rows.with_columns(verdict=pl.lit(0, pl.Int8)), second, echo, gap, OURS)
    found["no second stage"] = sequence.removed(rows, first, echo, gap, OURS) | ruled
    found["no guard"] = (second > int(sequence.LIMITS[OURS].line * UNIT)) | ruled
    found["odds alone"] = (second > 0) | ruled
    return found


def tally(rows: pl.DataFrame, gone: np.ndarray) -> pl.DataFrame:
    """Return one row a page: the scorer's figures, and the characters they rest on."""
    keep, out, size = pl.col("keep"), pl.col("gone"), pl.col("text").str.len_chars()
    counts = {"tp": keep & ~out, "fp": ~keep & ~out, "fn": keep & out, "tn": ~keep & out}
    sums = [mask.sum().alias(f"n_{name}") for name, mask in counts.items()]
    sums += [(size * mask).sum().alias(name) for name, mask in counts.items()]
    found = rows.with_columns(gone=pl.Series(gone)).filter(keep.is_not_null()).group_by(
        "track", "dataset", "language", "document").agg(sums).sort("document")
    f1 = {name: 2 * pl.col(f"{p}tp") / (2 * pl.col(f"{p}tp") + pl.col(f"{p}fp") + pl.col(f"{p}fn"))
          for name, p in (("line_f1", "n_"), ("char_f1", ""))}
    return found.with_columns(**{name: value.fill_nan(1.0) for name, value in f1.items()})


def summed(pages: pl.DataFrame) -> pl.DataFrame:
    """Return the means over pages, and the shares of all their characters."""
    return pages.select(
        pages=pl.len(), line_f1=pl.col("line_f1").mean(), char_f1=pl.col("char_f1").mean(),
        removed=100 * pl.col("tn").sum() / (pl.col("tn").sum() + pl.col("fp").sum()),
        lost=100 * pl.col("fn").sum() / (pl.col("fn").sum() + pl.col("tp").sum()),
    )


def interval(ours: pl.DataFrame, theirs: pl.DataFrame) -> tuple[float, float, float]:
    """Return the mean gain in character F1 over the same pages, and the bounds of 95 draws in a hundred."""
    gain = (ours["char_f1"] - theirs["char_f1"]).to_numpy()
    draws = np.random.default_rng(0).integers(0, gain.size, (DRAWS, gain.size))
    low, high = np.quantile(gain[draws].mean(axis=1), [0.025, 0.975])
    return float(gain.mean()), float(low), float(high)


def show(name: str, pages: pl.DataFrame) -> None:
    """Print one line of a table."""
    row = summed(pages).row(0, named=True)
    print(f"  {name:24s} n={row['pages']:<4d} line F1 {row['line_f1']:.3f}  char F1 {row['char_f1']:.3f}  "
          f"chrome removed {row['removed']:5.1f} %  content lost {row['lost']:4.1f} %")


def report(rows: pl.DataFrame, found: dict[str, np.ndarray]) -> None:
    """Print all tables."""
    tables = {name: tally(rows, gone) for name, gone in found.items()}
    chinese = pl.col("language").str.starts_with("zh")
    for track in labelled.TRACKS:
        for group, mask in (("all", pl.lit(value=True)), ("Chinese", chinese)):
            part = {name: table.filter(mask & (pl.col("track") == track)) for name, table in tables.items()}
            print(f"{track}, {group}")
            for name, table in part.items():
                show(name, table)
            for name, table in part.items():
                if name != OURS:
                    gain, low, high = interval(part[OURS], table)
                    print(f"    {OURS} over {name:16s} {gain:+.3f} ({low:+.3f} to {high:+.3f})")
        for column in ("dataset", "language"):
            print(f"{track}, {OURS}, by {column}")
            groups = tables[OURS].filter(pl.col("track") == track).partition_by(column, as_dict=True)
            for (name,), table in sorted(groups.items(), key=lambda item: (-item[1].height, item[0])):
                show(str(name), table)


def speed(lines: pl.DataFrame) -> None:
    """Print the megabytes a second of processor time of the whole step, and of the rules alone, once warm."""
    size = lines["text"].str.len_bytes().sum() / 1e6
    for policy in (OURS, "rules"):
        settings = ChromeSettings(policy=policy)
        judge(lines, settings)
        spent = []
        for _ in range(5):
            start = time.process_time()
            judge(lines, settings)
            spent.append(time.process_time() - start)
        print(f"  {policy:12s} {size / sorted(spent)[2]:.1f} MB/s of processor time")


def main() -> None:
    """Train, judge, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--folds", type=int, default=4)
    parser.add_argument("--scores", type=Path)
    given = parser.parse_args()
    sample, lines, pages = train_chrome.labelled_sample(given.folder)
    if given.scores and given.scores.exists():
        scores = np.load(given.scores)
    else:
        scores = train_chrome.crossed(sample, given.folds)
        if given.scores:
            np.save(given.scores, scores)
    told = sample.rows.drop("track", "site").join(pages, on="document", how="left", maintain_order="left")
    real = told["dataset"].is_not_null()
    rows, scores = told.filter(real), scores[real.to_numpy()]
    around = Pages.of(rows["document"])
    hashed = grams.hashed(*signs.utf8(rows["text"]))
    echo = grams.echoes(*hashed, around.bounds, rows["prose"].to_numpy())["in_prose"]
    _, gap = around.count_like(rows["text"].hash().to_numpy())
    report(rows, peers(rows, around) | ours(rows, scores, echo, gap))
    for track in labelled.TRACKS:
        print(f"speed, {track}")
        speed(lines.join(pages.filter(pl.col("track") == track), on="document", how="semi",
                         maintain_order="left").select(list(LINES)))


if __name__ == "__main__":
    main()
