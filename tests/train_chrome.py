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
from cleaners.chrome.model import Weights, both
from cleaners.chrome.pages import Pages
from cleaners.chrome.ruled import ruled
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.trees import UNIT, Trees
from cleaners.lines import split
from cleaners.schema import LINES
from tests import labelled

WEIGHTS = Path(__file__).parents[1] / "cleaners" / "chrome"
INNER = 4  # folds of the sites, so that no stage learns from what the one before it knew by heart
FIRST = SECOND = 120  # trees
PAGE = 300  # lines that a page weighs: what TREES hold back by is counted in lines
LABEL = 24  # bytes, up to which a line is a word or two
CLEAN = Path(__file__).parent / "golden" / "clean"  # every second one is learnt from, the others are held out
TREES = {
    "objective": "binary", "learning_rate": 0.08, "num_leaves": 16, "min_data_in_leaf": 40, "lambda_l2": 10,
    "feature_fraction": 0.3, "data_sample_strategy": "goss", "top_rate": 0.1, "other_rate": 0.1, "max_bin": 63,
    "use_missing": False, "num_threads": 1, "deterministic": True, "force_row_wise": True, "seed": 1, "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Sample:
    """Labelled rows: as `ruled` returns them, with `keep` (null: nobody could tell), `site` and `weight`."""

    rows: pl.DataFrame

    def only(self, mask: np.ndarray) -> "Sample":
        """Return the rows that hold; whole pages, since features look around."""
        return Sample(self.rows.filter(pl.Series(mask)))


def sample(lines: pl.DataFrame, pages: pl.DataFrame) -> Sample:
    """Return the labelled rows of lines (labelled.LABELLED) and pages (document, site, weight)."""
    rows = ruled(lines.select(list(LINES)), ChromeSettings())
    rows = rows.join(lines.select("document", "line", "keep"), on=["document", "line"], how="left",
                     maintain_order="left")
    rows = rows.join(pages, on="document", how="left", maintain_order="left")
    share = pl.col("size") ** 0.7 / (pl.col("size") ** 0.7).sum().over("document")  # pages count alike
    return Sample(rows.with_columns(weight=pl.col("weight") * share * PAGE))


def with_articles(lines: pl.DataFrame, pages: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add pages of which all stays: of each page of `text` its text alone, and every second clean document of ours."""
    pages = pages.select("document", "track", "site", weight=pl.lit(1.0))
    alone = pages.filter(pl.col("track") == "text").with_columns(
        pl.col("document") + pages.height, track=pl.lit("article"), weight=pl.lit(0.15))
    kept = lines.filter(pl.col("keep")).with_columns(pl.col("document") + pages.height)
    kept = kept.join(alone, on="document", how="semi")
    texts = [path.read_text("utf-8") for path in sorted(CLEAN.glob("*.txt"))[::2]]
    first = 2 * pages.height
    ours = split(pl.Series(texts)).select(
        pl.col("document") + first, "line", "text", keep=pl.lit(value=True))
    numbers = range(first, first + len(texts))
    named = pl.DataFrame({"document": numbers, "track": "clean", "site": numbers, "weight": 0.3}, schema=pages.schema)
    return pl.concat([lines, kept, ours]).sort("document", "line"), pl.concat([pages, alone, named])


def with_views(
    lines: pl.DataFrame, pages: pl.DataFrame, told: pl.DataFrame, root: Path
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Add the folder's HTML as we lay it out, of the pages that `told` (labelled.PAGES) has as text.

    The same text in other lines, and labelled anew: by how much of each line stands in the gold, in order.
    """
    from tests import train_html  # which grows its trees with ours

    known = told.filter(pl.col("track") == "text").select("dataset", "id", "site")
    sites = {(dataset, name): site for dataset, name, site in known.rows()}
    found = [page for page in train_html.read(root) if (page.record["dataset"], page.record["id"]) in sites]
    first = int(pages["document"].max()) + 1
    views = [
        pl.DataFrame({"text": page.view.texts, "keep": train_html.stood(page)}).select(
            pl.lit(first + n, pl.UInt64).alias("document"), pl.int_range(pl.len(), dtype=pl.UInt32).alias("line"),
            "text", "keep")
        for n, page in enumerate(found)]
    named = pl.DataFrame({
        "document": range(first, first + len(found)), "track": "view",
        "site": [sites[page.record["dataset"], page.record["id"]] for page in found], "weight": 1.0,
    }, schema=pages.schema)
    return pl.concat([lines, *views]), pl.concat([pages, named])


def labelled_sample(root: Path) -> tuple[Sample, pl.DataFrame, pl.DataFrame]:
    """Return all that is learnt from, and the lines and pages of the folder as they came (`labelled.read`)."""
    lines, told = labelled.read(root)
    return sample(*with_views(*with_articles(lines, told), told, root)), lines, told


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
    """Return LightGBM's trees as `kernels.walk_trees` walks them; a cut becomes the greatest float32 not above it."""
    found = booster.dump_model()["tree_info"]
    nodes: list[tuple[int, np.float32, int, int]] = []
    leaves = np.zeros((len(found), 32), np.int32)

    def visit(node: dict, tree: int, first: int) -> int:
        """Note a subtree whose leaves are numbered from `first`; return the number behind its last."""
        if "leaf_value" in node:
            leaves[tree, first] = round(node["leaf_value"] * UNIT)
            return first + 1
        middle = visit(node["left_child"], tree, first)
        cut = np.float32(node["threshold"])
        cut = cut if cut <= node["threshold"] else np.nextafter(cut, np.float32(-np.inf))
        mask = 0xFFFFFFFF ^ ((1 << middle) - (1 << first))
        nodes.append((node["split_feature"], cut, tree, mask))
        return visit(node["right_child"], tree, middle)

    for number, tree in enumerate(found):
        visit(tree["tree_structure"], number, 0)
    nodes.sort()
    used = sorted({feature for feature, *_ in nodes})  # no column that no tree asks for
    feature, cuts, trees, masks = zip(*nodes, strict=True)
    return Trees(
        tuple(names[k] for k in used), np.searchsorted(feature, [*used, used[-1] + 1]).astype(np.int32),
        np.array(cuts, np.float32), np.array(trees, np.int16), np.array(masks, np.uint32), leaves)


def thin(rows: pl.DataFrame, prose_far: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return which rows to learn from, and their weights: of labels far from all prose, most lines, one in four."""
    easy = (rows["size"].to_numpy() <= LABEL) & (prose_far > 3)
    fourth = np.arange(rows.height) % 4 == 0
    return ~easy | fourth, rows["weight"].to_numpy() * np.where(easy, 4, 1)


class Grower:
    """Grows trees on parts of one table of features."""

    def __init__(
        self, columns: dict[str, np.ndarray], rows: pl.DataFrame, trees: dict[str, object] = TREES, *,
        is_thinned: bool = True,
    ) -> None:
        self.names, self.trees = tuple(columns), trees
        self.matrix = features.matrix(columns, self.names).T
        self.known = rows["keep"].is_not_null().to_numpy()
        weight = rows["weight"].to_numpy()
        if is_thinned:
            thinned, weight = thin(rows, columns["prose_far"])
            self.known &= thinned
        chrome = 1 - rows["keep"].fill_null(value=True).cast(pl.Int8).to_numpy()
        self.data = lgb.Dataset(self.matrix, chrome, weight=weight,
                                params={"max_bin": trees["max_bin"], "verbose": -1}, free_raw_data=False)

    def grow(self, where: np.ndarray, count: int, seed: int = TREES["seed"]) -> lgb.Booster:
        """Return trees that know the labelled rows that hold."""
        chosen = self.data.construct().subset(np.flatnonzero(where & self.known))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parameters the subset shares with its whole
            return lgb.train(self.trees | {"seed": seed}, chosen, num_boost_round=count)


def train(labelled_rows: Sample, name: str) -> Weights:
    """Learn the weights. What a stage learns from has never seen the site it speaks of."""
    rows, everywhere = labelled_rows.rows, np.ones(labelled_rows.rows.height, bool)
    pages, sizes = Pages.of(rows["document"]), rows["size"].to_numpy().astype(np.int64)
    data, offsets = signs.utf8(rows["text"])
    counted, hashed = signs.count_signs(data, offsets), grams.hashed(data, offsets)
    echoes = grams.echoes(*hashed, pages.bounds, rows["prose"].to_numpy())
    by_page = rows.filter(pl.col("track") != "view").unique("document", maintain_order=True)
    fold = rows["site"].replace_strict(
        dict(zip(by_page["site"], labelled.folds(by_page["site"], INNER), strict=True))).to_numpy()
    is_view = (rows["track"] == "view").to_numpy()  # whose words are those of the page as it came
    parts = [grams.weigh(*hashed, learn_table(*_without(rows, hashed, is_view | (fold == k)))) for k in range(INNER)]
    columns = features.assemble(
        rows, pages, counted, echoes | {key: np.choose(fold, [part[key] for part in parts]) for key in parts[0]})
    columns |= features.parted(rows, pages, data, offsets)
    first = Grower(columns, rows)
    scores = np.zeros(rows.height)
    for k in range(INNER):
        scores[fold == k] = first.grow(fold != k, FIRST).predict(first.matrix[fold == k], raw_score=True)
    around = context.describe(pages, np.rint(scores * UNIT).astype(np.int64), sizes)
    second = Grower(columns | around, rows)
    return Weights(name, learn_table(*_without(rows, hashed, is_view)), pack(first.grow(everywhere, FIRST), first.names),
                   pack(second.grow(everywhere, SECOND), second.names))


def crossed(labelled_rows: Sample, count: int) -> np.ndarray:
    """Return each row's scores by both stages, in UNITs, of weights that never saw its site: (rows, 2).

    Sites are dealt to `count` folds. Pages of track "clean" are in none: they are learnt from every time. Those of track
    "view" go with their site.
    """
    rows = labelled_rows.rows
    by_page = rows.filter(~pl.col("track").is_in(("clean", "view"))).unique("document", maintain_order=True)
    dealt = dict(zip(by_page["site"], labelled.folds(by_page["site"], count), strict=True))
    fold = rows["site"].replace_strict(dealt, default=-1).to_numpy()
    scores = np.zeros((rows.height, 2), np.int32)
    for k in range(count):
        weights, held = train(labelled_rows.only(fold != k), "held out"), labelled_rows.only(fold == k)
        columns = features.describe(held.rows, weights.table)
        scores[fold == k, 0] = weights.first.scores(features.matrix(columns, weights.first.names))
        scores[fold == k, 1] = both(held.rows, columns, weights)
    return scores


def _without(
    rows: pl.DataFrame, hashed: tuple[np.ndarray, np.ndarray], where: np.ndarray
) -> tuple[pl.DataFrame, tuple[np.ndarray, np.ndarray]]:
    """Return the rows with no label where it holds: they teach nothing."""
    return rows.with_columns(keep=pl.when(~pl.Series(where)).then(pl.col("keep"))), hashed


def main(folder: str) -> None:
    """Train on every labelled page of a folder, and write the weights."""
    weights = train(labelled_sample(Path(folder))[0], "model:text-2")
    (WEIGHTS / "text.npz").write_bytes(weights.packed())


if __name__ == "__main__":
    main(sys.argv[1])
