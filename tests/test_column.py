"""Does `winnow match` find the near-duplicates in anybody's column of texts?"""

import polars as pl
import pytest

from cleaners.match import MatchSettings, near_duplicates
from flows.explore import marked

CLAUSE = "本办法自二〇二四年一月一日起施行,二〇〇三年发布的暂行办法同时废止,已经受理的申请按照原办法办理"
TEXTS = [CLAUSE, "河边的老屋终于拆了", CLAUSE.replace("二四", "二五"), None, CLAUSE.replace("同时废止", "一并废止"), CLAUSE + "。"]
IDS = ["a", "b", "c", "d", "e", "f"]


@pytest.mark.parametrize("kind", ["parquet", "jsonl"])
def test_pairs_and_clusters(winnow, tmp_path, kind):
    """Pairs are those of the library, by id; every row has its cluster, and one of each cluster stays."""
    frame = pl.DataFrame({"id": IDS, "body": TEXTS, "seen": ["2024", "2024", "2024", "2024", "2024", "2019"]})
    frame.write_parquet(tmp_path / "t.parquet") if kind == "parquet" else frame.write_ndjson(tmp_path / "t.jsonl")
    done = winnow("match", f"t.{kind}", "--column", "body", "--id", "id", "--date", "seen", "--out", "pairs.parquet",
                  "--clusters", "clusters.parquet", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, b"")
    pairs = pl.read_parquet(tmp_path / "pairs.parquet")
    expected = near_duplicates(pl.Series(TEXTS), MatchSettings())
    assert pairs.columns == ["a", "b", "jaccard", "containment", "kind"]
    assert pairs["a"].to_list() == [IDS[row] for row in expected["a"]]
    assert dict(pairs.select(pl.concat_str("a", "b"), "kind").rows()) == {
        "ac": "numbers-only", "ae": "near", "af": "exact", **({"ce": pairs.filter(a="c")["kind"].item()} if "c" in pairs["a"] else {}),
    }
    clusters = pl.read_parquet(tmp_path / "clusters.parquet")
    assert clusters["id"].to_list() == IDS
    assert dict(clusters.select("id", "keeper").rows()) == {"a": False, "b": True, "c": True, "d": True, "e": False, "f": True}
    assert sorted(path.name for path in tmp_path.iterdir()) == ["clusters.parquet", "pairs.parquet", f"t.{kind}"]


def test_the_same_bytes_every_time(winnow, tmp_path):
    """Threads and memory have no bearing on what is written."""
    pl.DataFrame({"text": [CLAUSE.replace("已经", f"第{k % 7}批已经") + "县" * (k % 5) for k in range(400)]}).write_parquet(
        tmp_path / "t.parquet"
    )
    for name, more in {"one": ["--threads", 1], "two": ["--threads", 2, "--memory", 1]}.items():
        assert winnow("match", "t.parquet", "--out", name, *more, cwd=tmp_path).returncode == 0
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_sweep(winnow, tmp_path, corpus):
    """Lower thresholds find no fewer pairs; samples show what differs. A corpus is asked by its table."""
    pl.DataFrame({"text": [text for text in TEXTS if text]}).write_parquet(tmp_path / "t.parquet")
    told = winnow("match", "t.parquet", "--sweep", cwd=tmp_path).stdout.decode()
    counts = [int(line.split()[1]) for line in told.splitlines()[1:12]]
    assert counts == sorted(counts, reverse=True)
    assert counts[-1] == 1
    assert "[-同时-]{+一并+}" in told
    told = winnow("match", corpus[0], "--sweep").stdout.decode()
    assert told.splitlines()[-1].split()[:3] == ["1.00", "55", "55"]


@pytest.mark.parametrize(("args", "said"), [
    (["none.parquet", "--out", "x"], "none.parquet: cannot be read"),
    (["t.parquet", "--out", "x", "--column", "body"], "has no column 'body'. Name one of text, n."),
    (["t.parquet", "--out", "x", "--column", "n"], "is Int64, not text"),
    (["t.parquet"], "say what is wanted"),
    (["broken.jsonl", "--out", "x"], "broken.jsonl: cannot be read"),
    (["t.parquet", "--out", "../{here}/t.parquet"], "t.parquet is the file that is matched"),
    (["t.parquet", "--clusters", "t.parquet"], "--clusters: t.parquet is the file that is matched"),
    (["t.parquet", "--out", "."], "--out: . is a folder"),
    (["t.parquet", "--out", "t.parquet/x"], "t.parquet"),
    (["late.jsonl", "--out", "x"], "late.jsonl: cannot be read to its end"),
    (["t.parquet", "--out", "x", "--clusters", "./x"], "--clusters: x is that of --out"),
])
def test_bad_calls_are_told(winnow, tmp_path, args, said):
    """What cannot be matched is told in words, and nothing is left behind."""
    pl.DataFrame({"text": ["a"], "n": [1]}).write_parquet(tmp_path / "t.parquet")
    (tmp_path / "broken.jsonl").write_text('{"text": "a"}\n{"text": ')
    (tmp_path / "late.jsonl").write_text('{"text": "a"}\n' * 200_000 + '{"text": \n')
    before = sorted((path, path.read_bytes()) for path in tmp_path.iterdir())
    done = winnow("match", *(arg.format(here=tmp_path.name) for arg in args), cwd=tmp_path)
    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert sorted((path, path.read_bytes()) for path in tmp_path.iterdir()) == before


def test_a_column_of_nothing_and_one_that_names_itself(winnow, tmp_path):
    """Of no rows there are no clusters; texts may be their own ids."""
    pl.DataFrame(schema={"text": pl.String, "n": pl.Int64}).write_parquet(tmp_path / "none.parquet")
    pl.DataFrame({"text": [CLAUSE, CLAUSE + "。"]}).write_parquet(tmp_path / "t.parquet")
    for name, more in (("none", ["--id", "n"]), ("none", ["--sweep"]), ("t", ["--id", "text", "--date", "text"])):
        done = winnow("match", f"{name}.parquet", "--out", "pairs", "--clusters", "clusters", *more, cwd=tmp_path)
        assert (done.returncode, done.stderr) == (0, b"")
        assert pl.read_parquet(tmp_path / "pairs").height == (name == "t")
        assert pl.read_parquet(tmp_path / "clusters").height == 2 * (name == "t")


def test_spans_are_marked():
    """What only one has stands between marks, in its place."""
    assert marked("第三次修订", "第二次修订了").replace("\x1b[31m", "").replace("\x1b[32m", "").replace("\x1b[0m", "") == (
        "第[-三-]{+二+}次修订{+了+}"
    )
