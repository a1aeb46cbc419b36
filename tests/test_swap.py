"""What do readers see while runs are published?"""

import multiprocessing
import shutil
import time
from pathlib import Path

import duckdb
import polars as pl
import pytest

from flows.place import fresh, link, put
from flows.settings import Settings
from tests.flowing import build
from tests.test_incremental import FILL

WAYS = {
    "polars": lambda out: pl.read_parquet(f"{out}/documents/*.parquet").height,
    "duckdb": lambda out: duckdb.sql(f"SELECT count(*) FROM '{out}/documents/*.parquet'").fetchall()[0][0],  # noqa: S608
    "datasets": lambda out: sum(1 for _ in loaded(out)),
}


def loaded(out):
    """Open a corpus as a person with Hugging Face's library does."""
    import datasets

    return datasets.load_dataset(str(out), split="train", streaming=True)


def poll(way, out, log, stop):
    """Read a corpus again and again; write down what was seen, or what went wrong."""
    with Path(log).open("a") as file:
        while True:
            is_last = stop.is_set()
            try:
                told = str(WAYS[way](out))
            except Exception as error:  # noqa: BLE001  whatever it is, it is told
                told = f"{type(error).__name__}: {error}".replace("\n", " ")
            print(told, file=file, flush=True)
            if is_last:
                return


class Readers:
    """Processes that poll a corpus."""

    def __init__(self, ways, out, folder):
        """Start them, and wait until each has seen it once."""
        context = multiprocessing.get_context("spawn")
        self.stop = context.Event()
        self.logs = {way: folder / way for way in ways}
        self.all = [context.Process(target=poll, args=(way, out, log, self.stop)) for way, log in self.logs.items()]
        for process in self.all:
            process.start()
        while not all(log.exists() and log.read_text() for log in self.logs.values()):
            time.sleep(0.05)

    def seen(self):
        """Stop them; return what each has seen, in order, without repetitions in a row."""
        self.stop.set()
        for process in self.all:
            process.join()
        told = {way: log.read_text().split("\n")[:-1] for way, log in self.logs.items()}
        return {way: len(rows) for way, rows in told.items()}, {
            way: [row for number, row in enumerate(rows) if number == 0 or rows[number - 1] != row]
            for way, rows in told.items()}


def check(seen, states):
    """Claim that what was seen are states, in their order, up to the last."""
    for rows in seen.values():
        assert set(rows) <= set(states), rows
        assert rows == sorted(rows, key=states.index)
        assert rows[-1] == states[-1]


def test_readers_see_whole_states(tmp_path):
    """While files are added, forty swaps long, Polars and DuckDB read whole states and nothing else."""
    out, work, files = tmp_path / "corpus", tmp_path / "work", []

    def publish(number):
        staged = fresh(work / "staged")
        (staged / "manifest.json").write_text("{}")
        for name in files:
            link(out / "documents" / name, staged / "documents" / name)
        for part in range(2):
            files.append(f"{number:06d}-{part}.parquet")
            (staged / "documents").mkdir(exist_ok=True)
            pl.DataFrame({"id": range(50)}).write_parquet(staged / "documents" / files[-1])
        put(staged, out)
        shutil.rmtree(staged, ignore_errors=True)

    publish(0)
    readers = Readers(("polars", "duckdb"), out, tmp_path)
    for number in range(1, 41):
        publish(number)
    _, seen = readers.seen()
    check(seen, [str(100 * (number + 1)) for number in range(41)])
    assert all(len(rows) > 3 for rows in seen.values())


@pytest.mark.slow
def test_readers_while_runs_publish(tmp_path, monkeypatch):
    """While real runs add to a corpus, Polars, DuckDB and `datasets` see the states before and after, none between."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    raw, out = tmp_path / "raw", tmp_path / "corpus"
    raw.mkdir()
    settings, states, readers = Settings(sources=(str(raw),), out=out), [], None
    for number in range(12):
        for part in range(3):
            text = "\n".join(f"{line}{number}{part}" for line in FILL[number % 4 :: 3])[number + 7 * part :]
            (raw / f"{number:02d}-{part}.txt").write_text(text[:: part + 1] + chr(0x5000 + 3 * number + part) * 30, "utf-8")
        build(settings)
        states.append(str(pl.read_parquet(out / "documents" / "*.parquet").height))
        readers = readers or Readers(tuple(WAYS), out, tmp_path)
    counts, seen = readers.seen()
    print("reads:", counts, "states seen:", {way: len(rows) for way, rows in seen.items()})  # noqa: T201
    check(seen, list(dict.fromkeys(states)))
