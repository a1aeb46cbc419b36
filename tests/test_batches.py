"""Do sixty daily batches of real documents make the corpus that matching everything at once would make?

The batches hold new statutes, and old ones again: delivered twice, renamed, edited, cut short, put together.
"""

import random
import time

import numpy as np
import polars as pl
import pytest

from cleaners import account, lines, steps
from cleaners.chrome import ChromeSettings
from cleaners.decide import DuplicateSettings, decide
from cleaners.match import near_duplicates
from cleaners.quality.filters import FOUND
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES, identify
from flows import archive
from flows.settings import Settings
from tests.flowing import build

BATCHES, FRESH = 60, 20
SEED = 60


def batches(texts):
    """Deal texts into batches: per batch, names and contents; returns also which file each batch renames."""
    dice = random.Random(SEED)  # noqa: S311  seeded on purpose
    dealt, renames = [], []
    for day in range(BATCHES):
        batch = {f"{number:02d}.txt": text for number, text in enumerate(texts[day * FRESH : (day + 1) * FRESH])}
        renames.append(None)
        if day:
            old = [dealt[dice.randrange(day)] for _ in range(4)]
            again, edited, cut, both = (page[dice.choice(sorted(page))] for page in old)
            batch["again.txt"] = again
            batch["edited.txt"] = edited.replace("。", "。本款自公布之日起施行。", 2)
            batch["cut.txt"] = "\n".join(cut.split("\n")[: max(3, len(cut.split("\n")) // 2)])
            batch["both.txt"] = f"{both}\n{texts[-day]}"
            renames[-1] = (dice.randrange(day), f"{dice.randrange(FRESH):02d}.txt")
        dealt.append(batch)
    return dealt, renames


def arrived(dealt):
    """Decide batch by batch, with all that stands in memory and no index: the fates of all documents, and twins."""
    known, decided = None, {}
    for batch in dealt:
        new = {identify(text.encode()): text for text in batch.values()}
        new = {id_: text for id_, text in new.items() if id_ not in decided}
        texts = pl.Series(list(new.values()), dtype=pl.String)
        judged = steps.clean(lines.split(texts).select(list(LINES)), ChromeSettings(), RepeatSettings())
        ids = pl.DataFrame({"document": range(len(new)), "id": list(new)}, schema_overrides={"document": pl.UInt64})
        documents = ids.join(steps.described(judged), on="document", maintain_order="left").with_columns(
            pl.col("n_lines").fill_null(0), pl.col("text").fill_null(""), known=pl.lit(value=False),
            split_group=pl.lit(None, pl.String), split=pl.lit(None, pl.String),
            **{name: pl.lit(None, dtype) for name, dtype in FOUND.items()})
        standing = account.standing(judged).join(ids, on="document", maintain_order="left").drop("document")
        columns = ["id", "text", "n_lines", "n_chars", "published", "known", "split_group", "split", *FOUND]
        documents = documents.select(columns)
        if known:
            documents, standing = pl.concat([known[0], documents]), pl.concat([known[1], standing])
        documents = documents.with_row_index("row")
        rows = standing.with_row_index("row").join(
            documents.select("id", pl.col("row").alias("document")), on="id", maintain_order="left")
        settings = DuplicateSettings()
        found = decide(documents, rows, near_duplicates(documents["text"], settings.whole),
                       near_duplicates(rows["text"], settings.lines), settings)
        decided |= {id_: (fate, twin) for id_, fate, twin in found.fates.select("id", "fate", "twin").rows()}
        kept = [id_ for id_, (fate, _) in decided.items() if fate == "kept"]
        stays = documents.filter(pl.col("id").is_in(kept))
        stays = stays.with_columns(known=pl.lit(value=True), split_group="id", split=pl.lit("train")).drop("row")
        known = stays, standing.join(stays.select("id"), on="id", how="semi", maintain_order="left")
    return decided


@pytest.fixture(scope="module")
def year(shared, tmp_path_factory):
    """The corpus of all batches, its sources, the batches, and the seconds of processor time that each took."""
    table = pl.read_parquet(shared / "bench" / "statutes_zh.parquet")
    texts = table.group_by("doc", maintain_order=True).agg(pl.col("text").str.join("\n"))["text"].to_list()
    dealt, renames = batches(texts)
    top = tmp_path_factory.mktemp("year")
    settings, seconds = Settings(sources=(str(top / "raw"),), out=top / "corpus"), []
    for day, (batch, rename) in enumerate(zip(dealt, renames, strict=True)):
        folder = top / "raw" / f"{day:02d}"
        folder.mkdir(parents=True)
        for name, text in batch.items():
            (folder / name).write_text(text, "utf-8")
        if rename:
            old = top / "raw" / f"{rename[0]:02d}" / rename[1]
            if old.exists():
                old.rename(folder / "renamed.txt")
        begun = time.process_time()
        build(settings)
        seconds.append(time.process_time() - begun)
    return settings, dealt, seconds


@pytest.mark.slow
def test_the_fates_are_those_of_arrival(year):
    """Every document has the fate, and the twin, that matching each batch with all that stands would give it."""
    settings, dealt, _ = year
    sources = pl.read_parquet(settings.out / "sources" / "*.parquet").filter(pl.col("fate") != "copy")
    found = {id_: (fate, twin) for id_, fate, twin in sources.select("document", "fate", "twin").rows()}
    expected = arrived(dealt)
    assert found.keys() == expected.keys()
    other = {id_: (found[id_], expected[id_]) for id_ in found if found[id_] != expected[id_]}
    print(f"{len(found)} documents, {len(other)} with another fate or twin")  # noqa: T201
    assert not other


@pytest.mark.slow
def test_nothing_is_lost_or_doubled(year):
    """The corpus verifies, and every file that was ever delivered comes back, under each of its names."""
    settings, dealt, _ = year
    corpus = archive.open_corpus(settings.out)
    assert archive.verify(corpus) == []
    back = {one.source: one.content.decode() for one in archive.restore(corpus)}
    top = settings.sources[0]
    for day, batch in enumerate(dealt):
        for name, text in batch.items():
            assert back[f"{top}/{day:02d}/{name}"] == text
    renamed = [name for name in back if name.endswith("renamed.txt")]
    assert len(back) == sum(map(len, dealt)) + len(renamed)
    sources = pl.read_parquet(settings.out / "sources" / "*.parquet")
    assert sources.height == len(back)
    assert sources.filter(pl.col("fate") != "copy")["document"].is_unique().all()


@pytest.mark.slow
def test_one_run_cleans_the_same(year, tmp_path):
    """One run over everything keeps the same text of every document that both keep, and as many, give or take a few."""
    settings, _, _ = year
    build(Settings(sources=settings.sources, out=tmp_path / "corpus"))
    columns = ["id", "text", "title", "byline", "published", "n_chars", "n_lines", "n_removed", "quality"]
    many, one = (pl.read_parquet(out / "documents" / "*.parquet").select(columns).sort("id")
                 for out in (settings.out, tmp_path / "corpus"))
    both = many.join(one, on="id", how="semi")
    assert both.equals(one.join(many, on="id", how="semi"))
    print(f"kept by batches {many.height}, by one run {one.height}, by both {both.height}")  # noqa: T201
    ids = [set(pl.read_parquet(out / "sources" / "*.parquet")["document"]) for out in (settings.out, tmp_path / "corpus")]
    assert ids[1] <= ids[0]


@pytest.mark.slow
def test_the_time_of_a_batch(year):
    """The last batches take no longer than the first by more than the corpus' logarithm grows."""
    _, _, seconds = year
    early, late = np.median(seconds[3:13]), np.median(seconds[-10:])
    bound = np.log2(BATCHES - 5) / np.log2(8)
    print(f"processor seconds a batch: {early:.2f} at first, {late:.2f} at last, {late / early:.2f} times; "  # noqa: T201
          f"the logarithm grows {bound:.2f} times; all: {[round(one, 2) for one in seconds]}")
    assert late <= early * bound
