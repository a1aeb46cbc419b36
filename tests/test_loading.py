"""Does each loader open the folder in one line, as the README says, with nothing of winnow's?"""

import re
from pathlib import Path

import duckdb
import pandas as pd
import polars as pl
import pytest

from cleaners.schema import TABLES
from tests.built import build
from tests.conftest import ROOT
from tests.crawled import STORY

LINES = re.findall(r"^(?:polars|pandas|duckdb|datasets)\..*$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The seeds' corpus."""
    return build(tmp_path_factory.mktemp("load"), [ROOT / "seeds"])


@pytest.fixture
def datasets(tmp_path, monkeypatch):
    """The library, off line."""
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    return datasets


@pytest.mark.parametrize("line", LINES)
def test_the_readmes_lines_run(line, folder, datasets):
    """Each line that the README shows opens this corpus."""
    loaded = eval(line.replace("data/corpus", str(folder)), {"polars": pl, "pandas": pd, "duckdb": duckdb, "datasets": datasets})  # noqa: S307
    assert loaded is not None
    assert {line.partition(".")[0] for line in LINES} == {"polars", "pandas", "duckdb", "datasets"}


def test_all_loaders_read_the_same(folder, datasets, tmp_path):
    """Ids, texts and a field of a struct are the same in each; so are the spans of personal data."""
    want = pl.read_parquet(folder / "documents" / "*.parquet").select("id", "text", pl.col("quality").struct.field("word_count")).rows()
    frame = pd.read_parquet(folder / "documents")
    assert [(row.id, row.text, row.quality["word_count"]) for row in frame.itertuples()] == want
    found = duckdb.sql(f"SELECT id, text, quality.word_count FROM '{folder}/documents/*.parquet'").fetchall()  # noqa: S608
    assert sorted(found) == want
    for streaming in (False, True):
        rows = datasets.load_dataset(str(folder), "documents", split="train", streaming=streaming,
                                     **({} if streaming else {"cache_dir": str(tmp_path / "cache")}))
        assert [(row["id"], row["text"], row["quality"]["word_count"]) for row in rows] == want


@pytest.mark.parametrize("text", [STORY, ""])
def test_the_cards_lines_run(text, datasets, tmp_path, monkeypatch):
    """What a corpus' card shows runs as it stands, in the folder it says, even where no document does."""
    (tmp_path / "a.txt").write_text(text, "utf-8")
    monkeypatch.chdir(build(tmp_path, [tmp_path / "a.txt"]))
    card = Path("README.md").read_text("utf-8")
    (shown,) = re.findall(r"^```python\n(.*?)^```$", card, re.MULTILINE | re.DOTALL)
    exec(shown)  # noqa: S102
    others = set(re.findall(r'"(\w+)"', shown.partition("or ")[2].partition("\n")[0]))
    empty = {table for table in TABLES if pl.read_parquet(f"{table}/*.parquet").is_empty()}
    assert ('Of "' + '", "'.join(table for table in TABLES if table in empty) + '", which have no rows' in card) == bool(empty)
    assert not others & empty
    for table in others:
        assert datasets.load_dataset(str(Path.cwd()), table, split="train").num_rows


@pytest.mark.parametrize("table", list(TABLES))
def test_every_table_is_a_config(table, folder, datasets, tmp_path):
    """`load_dataset` knows each table by its name, and its columns; one without rows as a stream."""
    rows = pl.read_parquet(folder / table / "*.parquet")
    loaded = datasets.load_dataset(str(folder), table, split="train", streaming=True)
    assert (len(list(loaded)), loaded.column_names) == (rows.height, list(TABLES[table]))
    if rows.height:
        loaded = datasets.load_dataset(str(folder), table, split="train", cache_dir=str(tmp_path / "cache"))
        assert (loaded.num_rows, loaded.column_names) == (rows.height, list(TABLES[table]))


@pytest.mark.slow
def test_a_trainer_loads_batches(folder, datasets):
    """PyTorch's DataLoader takes the streamed documents of a split, and their tokens as tensors."""
    torch = pytest.importorskip("torch", reason="PyTorch is not installed; it is large")
    rows = datasets.load_dataset(str(folder), "documents", split="train", streaming=True)
    chosen = rows.filter(lambda row: row["split"] == "train").select_columns(["text", "n_tokens"])
    batches = list(torch.utils.data.DataLoader(chosen.with_format("torch"), batch_size=2))
    assert sum(len(batch["text"]) for batch in batches) == sum(row["split"] == "train" for row in rows)
    assert all(isinstance(batch["n_tokens"], torch.Tensor) for batch in batches)


def test_files_are_made_for_scans(folder):
    """Zstd, sorted, row groups with statistics of the id, dictionaries where values recur."""
    import pyarrow.parquet as pq

    for table, key in (("documents", "id"), ("ledger", "document"), ("sources", "document")):
        for path in (folder / table).glob("*.parquet"):
            held = pq.ParquetFile(path).metadata
            ids = pl.read_parquet(path)[key]
            assert ids.is_sorted()
            for k in range(held.num_row_groups):
                group = held.row_group(k)
                columns = {group.column(c).path_in_schema: group.column(c) for c in range(group.num_columns)}
                assert all(column.compression == "ZSTD" for column in columns.values())
                assert columns[key].statistics.has_min_max
    reasons = next((folder / "ledger").glob("*.parquet"))
    group = pq.ParquetFile(reasons).metadata.row_group(0)
    encodings = {group.column(c).path_in_schema: group.column(c).encodings for c in range(group.num_columns)}
    assert all("RLE_DICTIONARY" in encodings[name] for name in ("reason", "detector", "document"))
