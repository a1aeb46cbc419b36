"""Where do cleaners/chrome/*.npz come from? `python -m tests.train_chrome ../shared/dev` writes text.npz.

Needs LightGBM (the extra `train`), one thread of it: its sums are then the same every time. The trees' leaves are
rounded to whole numbers, so that what is written walks alike on every machine.
"""

import sys
import warnings
from dataclasses import dataclass
from pathlib import Path

import lightgbm as lgb
import numpy as np
import polars as pl

from cleaners.chrome import context, features, grams, signs
from cleaners.chrome.model import Weights
from cleaners.chrome.pages import Pages
from cleaners.chrome.ruled import ruled
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.trees import UNIT, Trees
from cleaners.schema import LINES
from tests import labelled

WEIGHTS = Path(__file__).parents[1] / "cleaners" / "chrome"
INNER = 4  # folds of the sites, so that no stage learns from what the one before it knew by heart
FIRST = SECOND = 120  # trees
TREES = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 16, "min_data_in_leaf": 40, "lambda_l2": 10,
    "feature_fraction": 0.3, "data_sample_strategy": "goss", "top_rate": 0.1, "other_rate": 0.1, "max_bin": 63,
    "use_missing": False, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1, "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """Labelled rows: as `ruled` returns them, with `keep` (null: nobody could tell), `site` and `weight`."""

    rows: pl.DataFrame
    further: pl.DataFrame | None = None  # more features, a row each

    def only(self, mask: np.ndarray) -> "Sample":
        """Return the rows that hold; whole pages, since features look around."""
        chosen = pl.Series(mask)
        return Sample(self.rows.filter(chosen), None if self.further is None else self.further.filter(chosen))


def sample(lines: pl.DataFrame, pages: pl.DataFrame) -> Sample:
    """Return the labelled rows of lines (labelled.LABELLED) and pages (document, site, weight)."""
    rows = ruled(lines.select(list(LINES)), ChromeSettings())
    rows = rows.join(lines.select("document", "line", "keep"), on=["document", "line"], how="left",
                     maintain_order="left")
    rows = rows.join(pages, on="document", how="left", maintain_order="left")
    share = pl.col("size") ** 0.7 / (pl.col("size") ** 0.7).sum().over("document")  # pages count alike
    return Sample(rows.with_columns(weight=pl.col("weight") * share))


def with_articles(lines: pl.DataFrame, pages: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add of each page of `text` its text alone, as a page of which all stays."""
    pages = pages.with_columns(weight=pl.when(pl.col("track") == "text").then(1.0).otherwise(0.7))
    alone = pages.filter(pl.col("track") == "text").with_columns(
        pl.col("document") + pages.height, track=pl.lit("article"), weight=pl.lit(0.15))
    kept = lines.filter(pl.col("keep")).with_columns(pl.col("document") + pages.height)
    kept = kept.join(alone, on="document", how="semi")
    return pl.concat([lines, kept]).sort("document", "line"), pl.concat([pages, alone])


def learn_table(rows: pl.DataFrame, hashed: tuple[np.ndarray, np.ndarray]) -> np.ndarray:
    """Return the n-grams' weights: of how many sites' chrome, and of how many sites' text, each is part.

    One that a single site has says more of the site than of chrome.
    """
    found, ends = hashed
    label = rows["keep"].cast(pl.Int8).fill_null(-1).to_numpy()
    site = rows["site"].rank("dense").to_numpy().astype(np.int64) - 1
    row = np.repeat(np.arange(rows.height), np.diff(ends))
    known = label[row] >= 0
    sites = int(site.max()) + 1
    seen = np.unique((found[known].astype(np.int64) * sites + site[row[known]]) * 2 + label[row[known]])
    place, kept = seen // 2 // sites, seen & 1
    size = 1 << grams.TABLE_BITS
    text, chrome = np.bincount(place[kept == 1], minlength=size), np.bincount(place[kept == 0], minlength=size)
    weights = np.log((chrome + 0.5) / (text + 0.5)) * grams.STEP
    weights[text + chrome < 2] = 0
    return np.clip(np.rint(weights), -127, 127).astype(np.int8)


def pack(booster: lgb.Booster, names: tuple[str, ...]) -> Trees:
    """Return LightGBM's trees as arrays; a cut becomes the greatest float32 that is no greater."""
    roots, split, cuts, children, leaves = [], [], [], [], []

    def visit(node: dict) -> int:
        if "leaf_value" in node:
            leaves.append(round(node["leaf_value"] * UNIT))
            return ~(len(leaves) - 1)
        place = len(split)
        cut = np.float32(node["threshold"])
        cuts.append(cut if cut <= node["threshold"] else np.nextafter(cut, np.float32(-np.inf)))
        split.append(node["split_feature"])
        children.append([0, 0])
        children[place] = [visit(node["left_child"]), visit(node["right_child"])]
        return place

    for tree in booster.dump_model()["tree_info"]:
        roots.append(visit(tree["tree_structure"]))
    used = sorted(set(split))  # no column that no tree asks for
    return Trees(
        tuple(names[k] for k in used), 0, np.array(roots, np.int32), np.searchsorted(used, split).astype(np.int16),
        np.array(cuts, np.float32), np.array(children, np.int32).reshape(-1, 2), np.array(leaves, np.int32))


class Grower:
    """Grows trees on parts of one table of features."""

    def __init__(self, columns: dict[str, np.ndarray], rows: pl.DataFrame, trees: dict[str, object] = TREES) -> None:
        self.names, self.trees = tuple(columns), trees
        self.matrix = features.matrix(columns, self.names)
        self.known = rows["keep"].is_not_null().to_numpy()
        chrome = 1 - rows["keep"].fill_null(value=True).cast(pl.Int8).to_numpy()
        self.data = lgb.Dataset(self.matrix, chrome, weight=rows["weight"].to_numpy(),
                                params={"max_bin": trees["max_bin"], "verbose": -1}, free_raw_data=False)

    def grow(self, where: np.ndarray, count: int) -> lgb.Booster:
        """Return trees that know the labelled rows that hold."""
        chosen = self.data.construct().subset(np.flatnonzero(where & self.known))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parameters the subset shares with its whole
            return lgb.train(self.trees, chosen, num_boost_round=count)


def train(labelled_rows: Sample, name: str) -> Weights:
    """Learn the weights. What a stage learns from has never seen the site it speaks of."""
    rows, everywhere = labelled_rows.rows, np.ones(labelled_rows.rows.height, bool)
    pages, sizes = Pages.of(rows["document"]), rows["size"].to_numpy().astype(np.int64)
    data, offsets = signs.utf8(rows["text"])
    counted, hashed = signs.count_signs(data, offsets), grams.hashed(data, offsets)
    echoes = grams.echoes(*hashed, pages.bounds, rows["prose"].to_numpy())
    by_page = rows.unique("document", maintain_order=True).select("document", "site")
    fold = rows["site"].replace_strict(
        dict(zip(by_page["site"], labelled.folds(by_page["site"], INNER), strict=True))).to_numpy()
    parts = [grams.weigh(*hashed, learn_table(*_without(rows, hashed, fold == k))) for k in range(INNER)]
    columns = features.assemble(
        rows, pages, counted, echoes | {key: np.choose(fold, [part[key] for part in parts]) for key in parts[0]})
    if labelled_rows.further is not None:
        columns |= {key: labelled_rows.further[key].to_numpy() for key in labelled_rows.further.columns}
    first = Grower(columns, rows)
    scores = np.zeros(rows.height)
    for k in range(INNER):
        scores[fold == k] = first.grow(fold != k, FIRST).predict(first.matrix[fold == k], raw_score=True)
    around = context.describe(pages, np.rint(scores * UNIT).astype(np.int64), sizes)
    second = Grower(columns | around, rows)
    return Weights(name, learn_table(rows, hashed), pack(first.grow(everywhere, FIRST), first.names),
                   pack(second.grow(everywhere, SECOND), second.names))


def _without(
    rows: pl.DataFrame, hashed: tuple[np.ndarray, np.ndarray], where: np.ndarray
) -> tuple[pl.DataFrame, tuple[np.ndarray, np.ndarray]]:
    """Return the rows with no label where it holds: they teach nothing."""
    return rows.with_columns(keep=pl.when(~pl.Series(where)).then(pl.col("keep"))), hashed


def main(folder: str) -> None:
    """Train on every labelled page of a folder, and write the weights."""
    lines, pages = with_articles(*labelled.read(Path(folder)))
    weights = train(sample(lines, pages.select("document", "track", "site", "weight")), "model:text-1")
    (WEIGHTS / "text.npz").write_bytes(weights.packed())


if __name__ == "__main__":
    main(sys.argv[1])
