"""Where do html.npz and names.npz come from? `python -m tests.train_html ../shared/dev` writes them.

Needs LightGBM (the extra `train`). How good they are: `python -m tests.benchmarks.chrome_html`.
"""

import json
import sys
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from cleaners import extract
from cleaners.chrome import context, features, grams, kin, model, paged, signs
from cleaners.chrome.model import Weights
from cleaners.chrome.pages import Pages
from cleaners.chrome.ruled import ruled
from cleaners.chrome.settings import ChromeSettings
from cleaners.chrome.trees import UNIT, Trees
from cleaners.html import names, structure
from cleaners.html.align import coverage, squash
from cleaners.html.view import View
from cleaners.schema import LINES
from tests import labelled, train_chrome
from tests.train_chrome import Grower, pack

FOLDS = 5
FIRST = SECOND = 110  # trees
SEEDS = (1, 2, 3)  # of the second stage, which is the mean of as many
TREES = train_chrome.TREES | {
    "learning_rate": 0.12, "num_leaves": 31, "lambda_l2": 5, "feature_fraction": 0.25, "data_sample_strategy": "bagging",
    "bagging_fraction": 0.8, "bagging_freq": 1, "force_row_wise": False, "force_col_wise": True,
}
STOOD, UNSURE = 0.5, 0.8  # share of a line that stands in the gold, in order; anywhere, for it to be a second copy
SHARPNESS = 0.7  # a page weighs its letters to the power of one less this
PRIOR = 0.4  # share of text
RARE = {"magichtml_forum": 0.35}  # weight of sets that are a larger share of the folder than of a crawl


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the folder, laid out: what is known of each line, and how much of it the gold text has."""

    record: dict
    view: View
    known: dict[str, np.ndarray]
    kept: np.ndarray
    anywhere: np.ndarray


def lay_out(record: dict) -> Page:
    """Lay a labelled page out."""
    seen, _ = extract.look(extract.presentable(record["html"]), record["url"], None)
    known = structure.describe(seen.view, seen.squashed, seen.votes, seen.titles)
    kept, anywhere = coverage(seen.squashed, squash(record["gold_text"]))
    return Page({name: value for name, value in record.items() if name != "html"}, seen.view, known, kept, anywhere)


def read(root: Path) -> list[Page]:
    """Lay out the labelled pages of a folder; those whose gold its own scorer leaves out are left out."""
    listed = root / "suspect_gold.json"
    suspect = {tuple(key) for key in json.loads(listed.read_text("utf-8"))["pages"]} if listed.is_file() else set()
    found = [record for path in sorted((root / "html").glob("*.jsonl.zst")) for record in labelled.records(path)]
    return [lay_out(record) for record in found if (record["dataset"], record["id"]) not in suspect]


def stood(page: Page) -> pl.Series:
    """Return which lines of a page stand in the gold; null where nobody can tell."""
    kept, anywhere = pl.Series(page.kept), pl.Series(page.anywhere)
    return pl.select(pl.when(kept >= STOOD).then(pl.lit(value=True)).when(anywhere < UNSURE).then(pl.lit(value=False))
                     .alias("keep")).to_series()


def sample(pages: list[Page]) -> pl.DataFrame:
    """Return the lines of all pages as `ruled` does, with `keep` (null: nobody can tell), `site`, `fold`, `weight`."""
    lines = [(n, i, text) for n, page in enumerate(pages) for i, text in enumerate(page.view.texts)]
    rows = ruled(pl.DataFrame(lines, LINES, orient="row"), ChromeSettings())
    sites = pl.Series("site", labelled.part([page.record | {"lines": page.view.texts} for page in pages]))
    share = [RARE.get(page.record["dataset"], 1.0) for page in pages]
    told = pl.DataFrame({"document": np.arange(len(pages), dtype=np.uint64), "site": sites,
                         "fold": labelled.folds(sites, FOLDS), "share": share})
    rows = rows.join(told, on="document", how="left", maintain_order="left")
    letters = pl.Series(np.concatenate([page.known["letters"] for page in pages]))
    return rows.with_columns(pl.concat([stood(page) for page in pages]), letters=letters).with_columns(
        weight=pl.col("share") * pl.col("letters") / pl.col("letters").sum().over("document") ** SHARPNESS)


def learn_names(pages: list[Page], rows: pl.DataFrame, without: int | None) -> np.ndarray:
    """Return the weights of the words in the markup: in how many sites' text, and in how many sites' chrome, they are.

    Sites of the fold `without` teach nothing; a word of a single site says more of the site than of text.
    """
    parts = rows.with_columns(pl.col("keep").fill_null(value=False)).partition_by("document", maintain_order=True)
    found: dict[tuple[int, int], list[float]] = {}
    for page, part in zip(pages, parts, strict=True):
        if part["fold"][0] == without:
            continue
        mass, kept = np.sqrt(part["letters"].to_numpy()), part["keep"].to_numpy()
        blocks, inline = names.places(page.view)
        sums = np.zeros((len(blocks), 2))
        np.add.at(sums, page.view.blocks, np.stack([mass * kept, mass], 1))
        for block in range(len(blocks) - 1, 0, -1):
            sums[page.view.parents[block]] += sums[block]
        for words, (text, whole) in zip(blocks + inline, [*sums, *zip(mass * kept, mass, strict=True)], strict=True):
            for word in words if whole > 0 else ():
                said = found.setdefault((word, part["site"][0]), [0.0, 0.0])
                said[0] += text
                said[1] += whole
    words = np.array([word for word, _ in found])
    share = np.array([text / whole for text, whole in found.values()])
    size = 1 << names.TABLE_BITS
    text, count = np.bincount(words, share, size), np.bincount(words, minlength=size)
    weights = names.STEP * np.log((text + PRIOR) / (count - text + 1 - PRIOR))
    weights[count < 2] = 0
    return np.clip(np.rint(weights), -127, 127).astype(np.int8)


def told(pages: list[Page], tables: list[np.ndarray]) -> dict[str, np.ndarray]:
    """Return what the markup says of each line, the names of page n by tables[n]."""
    found = [page.known | names.describe(page.view, names.places(page.view), table)
             for page, table in zip(pages, tables, strict=True)]
    return {name: np.concatenate([one[name] for one in found]).astype(np.float32) for name in found[0]}


class Folds:
    """Trees grown on all folds but one, for each, and on all of them."""

    def __init__(self, columns: dict[str, np.ndarray], rows: pl.DataFrame, count: int) -> None:
        self.grower, self.fold, self.count = Grower(columns, rows, TREES, is_thinned=False), rows["fold"].to_numpy(), count

    def scores(self) -> np.ndarray:
        """Return the log-odds of every row, by trees that never saw its site."""
        out = np.zeros(self.fold.size)
        for k in range(FOLDS):
            trees = self.grower.grow(self.fold != k, self.count)
            out[self.fold == k] = trees.predict(self.grower.matrix[self.fold == k], raw_score=True)
        return out

    def whole(self, seed: int = TREES["seed"]) -> Trees:
        """Return the trees that know every row."""
        return pack(self.grower.grow(np.ones(self.fold.size, bool), self.count, seed), self.grower.names)


def mean(trees: list[Trees]) -> Trees:
    """Join trees into the mean of what they say."""
    names_of = tuple(sorted({name for one in trees for name in one.names}))
    at = {name: k for k, name in enumerate(names_of)}
    first = np.cumsum([0, *(one.leaves.shape[0] for one in trees)])
    feature = np.concatenate([np.repeat([at[name] for name in one.names], np.diff(one.starts)) for one in trees])
    cuts, masks = (np.concatenate([getattr(one, part) for one in trees]) for part in ("cuts", "masks"))
    number = np.concatenate([one.trees + first[k] for k, one in enumerate(trees)])
    order = np.lexsort((number, cuts, feature))  # as `train_chrome.pack` sorts them
    leaves = np.rint(np.concatenate([one.leaves for one in trees]) / len(trees))
    return Trees(
        names_of, np.searchsorted(feature[order], np.arange(len(names_of) + 1)).astype(np.int32), cuts[order],
        number[order].astype(np.int16), masks[order], leaves.astype(np.int32))


def blind(columns: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Leave out what trafilatura chose."""
    return {name: values for name, values in columns.items() if not name.startswith(structure.VOTES)}


def learn(
    pages: list[Page], rows: pl.DataFrame, without: str | tuple[str, ...] = ()
) -> tuple[Weights, np.ndarray]:
    """Return the weights of both stages, and of the names; the first is the mean of trees that know trafilatura's choice and of trees that do not.

    What begins as `without` does is not seen, so that its worth can be measured.
    """
    fold, of_page = rows["fold"].to_numpy(), rows.unique("document", maintain_order=True)["fold"].to_list()
    data, offsets = signs.utf8(rows["text"])
    counted, hashed, bounds = signs.count_signs(data, offsets), grams.hashed(data, offsets), Pages.of(rows["document"])
    echoes = grams.echoes(*hashed, bounds.bounds, rows["prose"].to_numpy())
    by_fold = [learn_names(pages, rows, k) for k in range(FOLDS)]
    markup = told(pages, [by_fold[k] for k in of_page])
    parts = []
    for k in range(FOLDS):
        known = rows.with_columns(keep=pl.when(pl.col("fold") != k).then("keep"))
        parts.append(grams.weigh(*hashed, train_chrome.learn_table(known, hashed)))
    weighed = {name: np.choose(fold, [part[name] for part in parts]) for name in parts[0]}
    columns = features.assemble(rows, bounds, counted, echoes | weighed) | markup
    columns |= paged.describe(bounds, columns)
    seen = {name: values for name, values in columns.items() if name not in kin.NUMBERS and not name.startswith(without)}
    alone = {name: values for name, values in seen.items() if not name.startswith("post_")}
    both = [Folds(alone, rows, FIRST), Folds(blind(alone), rows, FIRST)]
    first = np.rint(sum(one.scores() for one in both) / len(both) * UNIT).astype(np.int64)
    sizes = rows["size"].to_numpy().astype(np.int64)
    around = context.describe(bounds, first, sizes) | kin.describe(bounds, first, sizes, columns)
    second = Folds(seen | around, rows, SECOND)
    weights = Weights("model:html-1", train_chrome.learn_table(rows, hashed),
                      mean([one.whole() for one in both]), mean([second.whole(seed) for seed in SEEDS]))
    return weights, learn_names(pages, rows, None)


def crossed(pages: list[Page], rows: pl.DataFrame, without: str | tuple[str, ...] = ()) -> np.ndarray:
    """Return each row's score, in UNITs, by weights that never saw its site in any of their stages."""
    of_page, fold = rows.unique("document", maintain_order=True)["fold"].to_list(), rows["fold"].to_numpy()
    scores = np.zeros(rows.height, np.int64)
    for k in range(FOLDS):
        known, held = ([page for page, at in zip(pages, of_page, strict=True) if (at != k) == is_known]
                       for is_known in (True, False))
        taught, asked = rows.filter(pl.col("fold") != k), rows.filter(pl.col("fold") == k)
        by_page = taught.unique("document", maintain_order=True).select("document", "site")
        dealt = by_page.select("document", fold=labelled.folds(by_page["site"], FOLDS))
        taught = taught.drop("fold").join(dealt, on="document", how="left", maintain_order="left")
        weights, table = learn(known, taught, without)
        columns = features.describe(asked, weights.table, has_markup=True) | told(held, [table] * len(held))
        columns |= paged.describe(Pages.of(asked["document"]), columns)
        scores[fold == k] = model.both(asked, columns, weights)
    return scores


def texts(pages: list[Page], rows: pl.DataFrame, gone: np.ndarray) -> list[str]:
    """Return the text of each page that stays."""
    stays = rows.filter(~pl.Series(gone)).group_by("document").agg(pl.col("text").sort_by("line").str.join("\n"))
    found = dict(stays.rows())
    return [found.get(n, "") for n in range(len(pages))]


def main(folder: str) -> None:
    """Train on every labelled page of a folder, and write the weights."""
    pages = read(Path(folder))
    weights, table = learn(pages, sample(pages))
    (train_chrome.WEIGHTS / "html.npz").write_bytes(weights.packed())
    np.savez_compressed(train_chrome.WEIGHTS.parent / "html" / "names.npz", weights=table)


if __name__ == "__main__":
    main(sys.argv[1])
