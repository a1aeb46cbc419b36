"""Does `winnow run` do what it says, started as a person starts it?"""

import gzip
import json
import os
import re
import subprocess
import sys
from hashlib import sha256

import duckdb
import polars as pl
import pytest

from cleaners.schema import REASONS, TABLES
from flows import archive
from flows.place import work_folder
from flows.settings import Settings
from tests.conftest import ROOT
from tests.flowing import build

pytestmark = pytest.mark.flow


def digests(folder):
    """Digest every file of a corpus."""
    return {
        path.relative_to(folder).as_posix(): sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*") if path.is_file()
    }


def test_the_seeds_come_out_clean(corpus, shared, tmp_path):
    """The labels of the five seeds find no error: no chrome left, no content lost, every repair done."""
    out, _ = corpus
    documents = pl.read_parquet(out / "documents" / "*.parquet")
    predictions = tmp_path / "predictions.jsonl"
    stems = [source.split("/")[-1].removesuffix(".txt") for source in documents["source"]]
    rows = [json.dumps({"id": stem, "text": text}) for stem, text in zip(stems, documents["text"], strict=True)]
    predictions.write_text("\n".join(rows), "utf-8")
    scored = subprocess.run(
        [sys.executable, shared / "gold" / "score_lines.py", ROOT / "tests" / "golden" / "seeds", predictions],
        capture_output=True, text=True, check=False,
    )
    assert scored.returncode == 0, scored.stdout


def test_every_source_comes_back(corpus, winnow, tmp_path):
    """`restore` gives all five seeds back byte for byte; with --document, that one."""
    out, _ = corpus
    assert winnow("restore", out, "--out", tmp_path / "all").returncode == 0
    for seed in sorted((ROOT / "seeds").iterdir()):
        assert (tmp_path / "all" / "seeds" / seed.name).read_bytes() == seed.read_bytes()
    assert winnow("restore", out, "--document", "003_cd9d5f072a7aac9e.txt", "--out", tmp_path / "one").returncode == 0
    assert [path.name for path in (tmp_path / "one" / "seeds").iterdir()] == ["003_cd9d5f072a7aac9e.txt"]


def test_the_tables_are_as_declared(corpus):
    """Every file has the declared columns; reasons come from the closed list; rows of a table have one order."""
    out, _ = corpus
    for name, schema in TABLES.items():
        for file in (out / name).glob("*.parquet"):
            assert pl.read_parquet_schema(file) == dict(schema), name
    ledger = pl.read_parquet(out / "ledger" / "*.parquet")
    assert all(row["reason"] in REASONS[row["step"]] for row in ledger.select("step", "reason").to_dicts())
    assert ledger.equals(ledger.sort("document", "line"))
    assert ledger.select("document", "line").is_unique().all()


def test_one_query_tells_why(corpus, winnow):
    """DuckDB answers without winnow; `winnow why` shows the twin beside the line."""
    out, _ = corpus
    found = duckdb.sql(
        f"SELECT s.source, l.reason, l.twin_line FROM '{out}/ledger/*.parquet' l JOIN '{out}/sources/*.parquet' s "  # noqa: S608
        "USING (document) WHERE l.line = 57 AND l.step = 'repeat'"
    ).fetchall()
    assert found == [("seeds/002_39445686c50c86d8.txt", "body-repeat", 2)]
    told = winnow("why", out, "002_39445686c50c86d8.txt:57").stdout.decode()
    line = (ROOT / "seeds" / "002_39445686c50c86d8.txt").read_text("utf-8").split("\n")[57]
    assert told.count(line) == 2
    assert "body-repeat" in told
    assert "line 2, similarity 1.000" in told
    assert "stands in the corpus as it came" in winnow("why", out, "002_39445686c50c86d8.txt:3").stdout.decode()


def test_it_loads_in_one_line(corpus, tmp_path, monkeypatch):
    """Polars, DuckDB and Hugging Face `datasets` open the folder without winnow, each table by its name."""
    monkeypatch.setenv("HF_HOME", str(tmp_path))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    import datasets

    out, _ = corpus
    for name in TABLES:
        rows = pl.read_parquet(out / name / "*.parquet").height
        assert duckdb.sql(f"SELECT count(*) FROM '{out}/{name}/*.parquet'").fetchall() == [(rows,)]  # noqa: S608
        if rows:
            loaded = datasets.load_dataset(str(out), name, split="train", cache_dir=str(tmp_path / "cache"))
            assert loaded.num_rows == rows
    assert datasets.load_dataset(str(out), split="train", streaming=True).take(1)


def test_the_columns_speak(corpus):
    """Titles, bylines, dates and references left the text for their columns; the title stands in both."""
    out, _ = corpus
    rows = {row["source"][6:9]: row for row in pl.read_parquet(out / "documents" / "*.parquet").to_dicts()}
    assert rows["004"]["title"] == '传微软内部也很震惊,提前几分钟才得知"奥特曼被开除"'
    assert rows["004"]["text"].startswith(rows["004"]["title"])
    assert rows["004"]["published"] == "2023-11-18T10:06:20"
    assert "橙橘网" in rows["004"]["byline"]
    assert rows["000"]["title"].startswith("OpenAI“生死存亡”时刻")
    assert rows["000"]["text"].count(rows["000"]["title"]) == 1
    assert len(rows["001"]["references"]) == 3
    assert rows["002"]["title"] is None
    assert [rows[key]["script"] for key in sorted(rows)] == ["Hans", "Hans", "Hant", "Hant", "Hans"]


def test_verify_sees_every_kind_of_damage(corpus, winnow, tmp_path):
    """A whole corpus passes; a changed byte, a missing file, a stranger and a wrong total are named."""
    out, _ = corpus
    done = winnow("verify", out)
    assert (done.returncode, done.stderr) == (0, b"")
    for harm, said in {
        "sed -i 's/\"kept\": [0-9]*/\"kept\": 1/' manifest.json": "kept",
        "printf x >> $(ls ledger/*.parquet)": "SHA-256",
        "rm sources/*.parquet": "is missing",
        "cp $(ls ledger/*.parquet) ledger/zz.parquet": "is not in the manifest",
    }.items():
        broken = tmp_path / str(len(list(tmp_path.iterdir())))
        subprocess.run(["cp", "-r", out, broken], check=True)
        subprocess.run(["bash", "-c", harm], cwd=broken, check=True)
        done = winnow("verify", broken)
        assert done.returncode == 1
        assert said in done.stderr.decode()


def test_the_same_bytes_whatever_the_workers(corpus, tmp_path, monkeypatch):
    """Steps in their order by one worker, without a server: the bytes of the command's run; so again, over itself."""
    monkeypatch.chdir(ROOT)
    out, other = corpus[0], tmp_path / "corpus"
    for _ in range(2):
        build(Settings(sources=("seeds",), out=other, workers=1))
        assert digests(other) == digests(out)
    assert [path.name for path in tmp_path.iterdir() if path.name != ".corpus.lock"] == ["corpus"]


def test_what_a_person_sees(corpus):
    """The final table: documents, lines kept, removals by reason, repairs, seconds, and where it lies."""
    out, done = corpus
    printed = done.stdout.decode()
    assert re.search(r"\b5\s+documents of 5 records", printed)
    assert re.search(r"lines kept of \d", printed)
    assert re.search(r"\b5[45]\s+removed: repeat/body-repeat", printed)
    assert re.search(r"repaired: pinyin-annotation", printed)
    assert re.search(r"[\d.]+\s+seconds", printed)
    assert str(out) in printed.replace("\n", "")
    assert "Traceback" not in done.stderr.decode()


def test_bad_input_stops_nothing(winnow, tmp_path):
    """Missing, empty, binary, undecodable, unreadable and foreign sources are told; the good page goes through."""
    raw = tmp_path / "raw"
    (raw / "empty").mkdir(parents=True)
    (raw / "none.txt").write_bytes(b"")
    (raw / "long.txt").write_text("没有一个句号能让这一行停下来,它就这样一直写下去" * 20_000, "utf-8")
    (raw / "picture.txt").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (raw / "gbk.txt").write_bytes("这是一页没有转码的文字,它在街角的旧书店里放了很多年。".encode("gb18030"))
    (raw / "torn.txt").write_bytes("港口的灯塔在一百二十年前设计,图纸早已遗失。".encode() * 5 + b"\xff")
    (raw / "page.html").write_text("<p>hello</p>")
    (raw / "gone.txt").symlink_to(raw / "nowhere")
    rows = [{"text": "一行一个文档，写在一个文件里。", "url": "http://news.example.com.cn/1"}, {"nothing": 1}]
    (raw / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)), "utf-8")
    page = "河边的老屋\r\n\r\n去年冬天,河边的老屋终于拆了,屋里的东西都搬到了新镇上。\r\n\r\n相关阅读\r\n新镇的菜市场开张了"
    for name in ("good.txt", "again.txt"):
        (raw / name).write_bytes(page.encode("utf-8-sig"))
    (raw / "copy.txt").write_text(page.replace("\r\n\r\n", "\n"), "utf-8", newline="")
    out = tmp_path / "corpus"
    done = winnow("run", raw, tmp_path / "nowhere", raw / "empty", "--out", out)
    told = done.stderr.decode()
    assert done.returncode == 0, told
    assert "nowhere: does not exist. Name an existing file or folder." in told.replace("\n", "")
    assert "holds no files" in told
    assert "Traceback" not in told
    rejected = pl.read_parquet(out / "rejected" / "*.parquet").sort("source")
    assert rejected.select(pl.col("source").str.split("/").list.last(), "reason").rows() == [
        ("gone.txt", "unreadable"), ("picture.txt", "binary"), ("rows.jsonl", "format"),
    ]
    assert rejected["hint"].null_count() == 0
    sources = pl.read_parquet(out / "sources" / "*.parquet").sort("source")
    fates = dict(sources.select(pl.col("source").str.split("/").list.last(), "fate").rows())
    assert sorted(fates.values()) == ["copy", "duplicate", "empty", *["kept"] * 6]
    assert fates["none.txt"] == "empty"
    assert winnow("verify", out).returncode == 0
    back = {one.source.rpartition("/")[2]: one.content for one in archive.restore(archive.open_corpus(out))}
    assert all(back[path.name] == path.read_bytes() for path in raw.glob("*.txt") if path.name != "gone.txt")


def test_a_pipe_is_read_once_where_it_is_named(winnow, tmp_path):
    """What comes through a pipe becomes documents, packed or not; one that lies in a folder holds nobody up."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text("港口的灯塔在一百二十年前设计,图纸早已遗失。", "utf-8")
    os.mkfifo(tmp_path / "raw" / "pipe")
    text = "去年冬天,河边的老屋终于拆了,屋里的东西都搬到了新镇上。"
    done = winnow("run", "raw", "raw/*", "/dev/stdin", "--out", "corpus", cwd=tmp_path, stdin=gzip.compress(text.encode()))
    assert done.returncode == 0, done.stderr.decode()
    assert "raw/pipe: is a pipe" in done.stderr.decode()
    assert sorted(pl.read_parquet(tmp_path / "corpus/sources/*.parquet")["source"]) == ["/dev/stdin", "raw/a.txt"]
    assert text in pl.read_parquet(tmp_path / "corpus/documents/*.parquet")["text"].to_list()


@pytest.mark.parametrize(("args", "said"), [
    (["nowhere"], "nowhere: does not exist"),
    (["--config", "bad.toml"], "bad.toml: unknown key 'chrome.polcy'"),
    (["--config", "wrong.toml"], "wrong.toml: 'repeats.min_lines' is 'many'"),
    (["--config", "none.toml"], "none.toml: cannot be read"),
    (["--workers", "0"], "'workers' is 0"),
    (["--out", "full"], "full: is not empty and is no corpus of winnow"),
])
def test_what_cannot_begin_says_so_in_a_line(winnow, tmp_path, args, said):
    """A wrong setting or source is one line with its mend, no traceback, and exit code 2."""
    (tmp_path / "seeds").mkdir()
    (tmp_path / "seeds" / "a.txt").write_text("a")
    (tmp_path / "bad.toml").write_text("[chrome]\npolcy = 'x'\n")
    (tmp_path / "wrong.toml").write_text("[repeats]\nmin_lines = 'many'\n")
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "thesis.doc").write_text("mine")
    done = winnow("run", *args, cwd=tmp_path)
    lines = [line for line in done.stderr.decode().splitlines() if not line.endswith("…")]
    assert done.returncode == 2
    assert len(lines) == 1
    assert said in lines[0]
    assert (tmp_path / "full" / "thesis.doc").read_text() == "mine"


@pytest.mark.parametrize(("address", "said"), [
    ("http://127.0.0.1:9/api", "Failed to reach API at http://127.0.0.1:9/api"), ("nowhere", "Failed to reach API at nowhere"),
    ("http://[bad/api", "Prefect's settings: cannot be read (Invalid IPv6 URL)"),
])
def test_a_server_that_does_not_answer_is_told(winnow, tmp_path, address, said):
    """A wrong address of a Prefect server is one line, and no corpus."""
    (tmp_path / "a.txt").write_text("a")
    done = winnow("run", "a.txt", "--out", "corpus", cwd=tmp_path, env={"PREFECT_API_URL": address})
    told = done.stderr.decode()
    assert done.returncode == 2
    assert said in told.splitlines()[-1]
    assert "Traceback" not in told
    assert not (tmp_path / "corpus").exists()


def test_two_runs_at_once(winnow, tmp_path):
    """While one run holds the output, another is refused with a clear line."""
    (tmp_path / "a.txt").write_text("a")
    with work_folder(tmp_path / "corpus"):
        done = winnow("run", "a.txt", "--out", "corpus", cwd=tmp_path)
    assert done.returncode == 2
    assert "another run is writing it" in done.stderr.decode()
    assert not (tmp_path / "corpus").exists()
