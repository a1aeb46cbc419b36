"""Does a run add what is new to a corpus, and nothing else?"""

import json
import shutil
from hashlib import sha256
from itertools import pairwise

import polars as pl
import pytest

from cleaners.errors import BadCorpus, BadSetting
from cleaners.schema import TABLES, identify
from flows import archive, manifest
from flows import rebuild as rebuilds
from flows.place import beside
from flows.rollback import rollback
from flows.settings import Settings
from tests.flowing import build, rebuild, rebuild_run
from tests.test_decide import BODY, EDITED, MORE, OTHER, SHARED, TRADITIONAL
from tests.test_run import digests

FILL = ["".join(chr(0x4E00 + (n * 997 + k * 131) % 20000) for k in range(60)) for n in range(8)]  # like nothing else


def write(folder, pages):
    """Write pages as files."""
    folder.mkdir(exist_ok=True)
    for name, page in pages.items():
        (folder / name).write_text("\n".join(page), "utf-8")


def rows(out, table):
    """Read a table."""
    return pl.read_parquet(out / table / "*.parquet")


def fates(out):
    """Tell fate, twin's source and run of every source."""
    sources = rows(out, "sources")
    names = dict(sources.filter(pl.col("fate") != "copy").select("document", "source").rows())
    return {
        (source.rpartition("/")[2], run[:6]): (fate, None if twin is None else names[twin].rpartition("/")[2])
        for source, run, fate, twin in sources.select("source", "run", "fate", "twin").rows()
    }


@pytest.fixture(scope="module")
def runs(tmp_path_factory):
    """A corpus that three runs made, and the state of the folder after each."""
    top = tmp_path_factory.mktemp("runs")
    raw, out = top / "raw", top / "corpus"
    states = []
    for pages in (
        {"a.txt": BODY, "b.txt": [*OTHER, *FILL[4:]], "e.txt": []},
        {"c-edited.txt": EDITED, "d-longer.txt": [*BODY, *FILL[:4]],
         "f-shares.txt": [SHARED, "甲乙丙丁戊己庚辛壬癸" * 3]},
        {"g-script.txt": TRADITIONAL, "h-shares.txt": [SHARED, "子丑寅卯辰巳午未申酉戌亥" * 3], "z-excerpt.txt": OTHER},
    ):
        write(raw, pages)
        build(Settings(sources=(str(raw),), out=out))
        states.append(digests(out))
    return raw, out, states


def test_only_what_is_new_is_added(runs):
    """Old files stay as they are to the byte; what duplicates an old document is recorded with its twin."""
    _, out, states = runs
    for before, after in pairwise(states):
        old = {path: digest for path, digest in before.items() if path.split("/")[0] in TABLES}
        assert old.items() <= after.items()
    assert fates(out) == {
        ("a.txt", "000001"): ("kept", None), ("b.txt", "000001"): ("kept", None), ("e.txt", "000001"): ("empty", None),
        ("c-edited.txt", "000002"): ("duplicate", "a.txt"), ("d-longer.txt", "000002"): ("kept", None),
        ("f-shares.txt", "000002"): ("kept", None), ("g-script.txt", "000003"): ("duplicate", "a.txt"),
        ("h-shares.txt", "000003"): ("kept", None), ("z-excerpt.txt", "000003"): ("duplicate", "b.txt"),
    }


def test_the_account_of_all_runs_balances(runs):
    """The corpus verifies, every source comes back, and the totals of the runs add up to those of the tables."""
    raw, out, _ = runs
    corpus = archive.open_corpus(out)
    assert archive.verify(corpus) == []
    back = {one.source: one.content for one in archive.restore(corpus)}
    assert back == {path.as_posix(): path.read_bytes() for path in raw.rglob("*.txt")}
    assert corpus.manifest["totals"] == manifest.totals(out)
    assert [run["totals"]["records"] for run in corpus.manifest["runs"]] == [3, 3, 3]


def test_what_holds_an_old_document_stays_and_is_told(runs):
    """A new document that holds an old one and much more stays, in the old one's split group; the pair is listed."""
    _, out, _ = runs
    ids = {source.rpartition("/")[2]: document for document, source in rows(out, "sources").select("document", "source").rows()}
    documents = rows(out, "documents")
    groups = dict(documents.select("id", "split_group").rows())
    assert groups[ids["d-longer.txt"]] == groups[ids["a.txt"]] == ids["a.txt"]
    pair = rows(out, "duplicates").filter((pl.col("document") == ids["d-longer.txt"]) & pl.col("line").is_null())
    assert pair.select("twin_document", "kind", "done").rows() == [(ids["a.txt"], "contained", "kept")]


def test_a_shared_paragraph_is_found_across_runs(runs):
    """A paragraph that stood in an earlier run's document is listed with that document's line."""
    _, out, _ = runs
    ids = {source.rpartition("/")[2]: document for document, source in rows(out, "sources").select("document", "source").rows()}
    found = rows(out, "duplicates").filter(pl.col("document") == ids["h-shares.txt"])
    assert found.select("line", "twin_document", "twin_line", "done").rows() == [(0, ids["f-shares.txt"], 0, "kept")]


def test_a_twin_line_is_the_line_of_the_old_source(runs):
    """The twin of a line is numbered as in the source of the old document."""
    _, out, _ = runs
    ledger = rows(out, "ledger").filter(pl.col("reason") == "document-excerpt")
    assert ledger.select("line", "twin_line").rows() == [(0, 0), (1, 1), (2, 2)]


def test_the_same_again_is_nothing_new(runs, tmp_path):
    """A run over the same files publishes nothing; what is renamed or given twice adds rows of `sources` only."""
    raw, out, states = runs
    shutil.copytree(out, tmp_path / "corpus")
    shutil.copytree(raw, tmp_path / "raw")
    settings = Settings(sources=(str(raw),), out=tmp_path / "corpus")
    build(settings)
    assert digests(settings.out) == states[-1]
    (tmp_path / "raw" / "a.txt").rename(tmp_path / "raw" / "renamed.txt")
    build(Settings(sources=(str(tmp_path / "raw"),), out=settings.out))
    corpus = archive.open_corpus(settings.out)
    assert archive.verify(corpus) == []
    told = corpus.manifest["runs"][-1]["totals"]
    assert (told["records"], told["documents"], told["fates"]) == (9, 0, {"copy": 9, "rejected": 0})
    assert rows(settings.out, "documents").equals(rows(out, "documents"))
    back = {one.source: one.content for one in archive.restore(corpus)}
    assert back[(tmp_path / "raw" / "renamed.txt").as_posix()] == (raw / "a.txt").read_bytes()
    state = digests(settings.out)
    build(Settings(sources=(str(tmp_path / "raw"), str(raw)), out=settings.out))
    assert digests(settings.out) == state


def test_an_edited_file_is_a_new_version(tmp_path):
    """Of a file that was edited, both versions come back; a row that was appended to is read, the others are not."""
    raw, out = tmp_path / "raw", tmp_path / "corpus"
    raw.mkdir()
    settings = Settings(sources=(str(raw),), out=out)
    lines = [json.dumps({"text": "".join(page)}, ensure_ascii=False) for page in (BODY, OTHER)]
    (raw / "a.txt").write_text("\n".join(BODY), "utf-8")
    (raw / "rows.jsonl").write_text(lines[0] + "\nbroken\n", "utf-8")
    build(settings)
    (raw / "a.txt").write_text("\n".join([*BODY, MORE * 5]), "utf-8")
    (raw / "rows.jsonl").write_text(lines[0] + "\nbroken\n" + lines[1] + "\n", "utf-8")
    build(settings)
    corpus = archive.open_corpus(out)
    assert archive.verify(corpus) == []
    first, second = (run["run"] for run in corpus.manifest["runs"])
    added = rows(out, "sources").filter(pl.col("run") == second)
    assert sorted(added.select(pl.col("source").str.split("/").list.last(), "record").rows()) == [("a.txt", None), ("rows.jsonl", "line 3")]
    assert rows(out, "rejected").height == 1
    back = {one.source.removeprefix(f"{raw}/"): one.content.decode() for one in archive.restore(corpus)}
    assert back["a.txt"].endswith(MORE * 5)
    assert back[f"a.txt@{first}"] == "\n".join(BODY)
    assert archive.find(corpus, "a.txt") == identify((raw / "a.txt").read_bytes())


def test_what_was_refused_is_read_anew_when_reading_changes(tmp_path):
    """Settings of reading may change; a file of which records were rejected is then read again, others are not."""
    raw, out = tmp_path / "raw", tmp_path / "corpus"
    raw.mkdir()
    (raw / "rows.jsonl").write_text(json.dumps({"content": "".join(BODY)}) + "\n", "utf-8")
    (raw / "b.txt").write_text("\n".join(OTHER), "utf-8")
    build(Settings(sources=(str(raw),), out=out))
    assert rows(out, "rejected").height == 1
    build(Settings(sources=(str(raw),), out=out, read={"columns": {"text": "content"}}))
    assert rows(out, "documents").height == 2
    assert rows(out, "sources").height == 2
    assert archive.verify(archive.open_corpus(out)) == []


def test_another_way_of_matching_is_refused(runs):
    """A setting that shapes documents or matching cannot change; the error names it and the mend."""
    raw, out, states = runs
    with pytest.raises(BadSetting, match=r"'match.documents' is 'keep'.*winnow rebuild"):
        build(Settings(sources=(str(raw),), out=out, match={"documents": "keep"}))
    build(Settings(sources=(str(raw),), out=out, match={"memory": 1 << 20}, workers=1))
    assert digests(out) == states[-1]


def test_rollback_is_exact(runs, tmp_path):
    """Each run that is taken back leaves the bytes that were there before it; the first leaves no folder."""
    _, out, states = runs
    shutil.copytree(out, tmp_path / "corpus")
    with pytest.raises(BadCorpus, match="is not the last run"):
        rollback(tmp_path / "corpus", "000001")
    names = [run["run"] for run in archive.open_corpus(out).manifest["runs"]]
    for state, name in zip(reversed(states[:-1]), reversed(names), strict=False):
        assert rollback(tmp_path / "corpus", None) == name
        assert digests(tmp_path / "corpus") == state
        assert archive.verify(archive.open_corpus(tmp_path / "corpus")) == []
    rollback(tmp_path / "corpus", names[0])
    assert [path.name for path in tmp_path.iterdir()] == [".corpus.lock"]


def test_a_run_that_was_taken_back_can_be_done_again(runs, tmp_path):
    """The same files after a rollback make the same bytes again."""
    raw, out, states = runs
    shutil.copytree(out, tmp_path / "corpus")
    rollback(tmp_path / "corpus", None)
    build(Settings(sources=(str(raw),), out=tmp_path / "corpus"))
    assert digests(tmp_path / "corpus") == states[-1]


def test_a_rebuild_with_the_same_settings_changes_nothing(runs, tmp_path):
    """Made anew out of itself, without its sources, a corpus has the same bytes."""
    _, out, states = runs
    shutil.copytree(out, tmp_path / "corpus")
    rebuild(Settings(sources=("gone",), out=tmp_path / "corpus"))
    assert digests(tmp_path / "corpus") == states[-1]


def test_a_rebuild_with_other_settings(runs, tmp_path):
    """What another setting would have made of the same runs comes out, and no source is lost; runs then go on."""
    raw, out, _ = runs
    shutil.copytree(out, tmp_path / "corpus")
    settings = Settings(sources=(str(raw),), out=tmp_path / "corpus", match={"documents": "keep"})
    rebuild(settings)
    corpus = archive.open_corpus(settings.out)
    assert archive.verify(corpus) == []
    assert {one.source: one.content for one in archive.restore(corpus)} == {
        path.as_posix(): path.read_bytes() for path in raw.rglob("*.txt")}
    assert "duplicate" not in {fate for fate, _ in fates(settings.out).values()}
    assert rows(settings.out, "documents").height == 8
    state = digests(settings.out)
    build(settings)
    assert digests(settings.out) == state
    assert [path.name for path in tmp_path.iterdir() if path.name != ".corpus.lock"] == ["corpus"]


def test_a_rebuild_goes_on_where_it_was(runs, tmp_path):
    """A rebuild that ends after its first run does not make that run again; the old corpus stands meanwhile."""
    _, out, states = runs
    shutil.copytree(out, tmp_path / "corpus")
    settings = Settings(sources=("gone",), out=tmp_path / "corpus")
    aside = beside(settings.out, "rebuild")
    aside.mkdir()
    corpus, anew = rebuilds.begin(aside, settings)
    rebuild_run(corpus, next(rebuilds.left(corpus, anew)), anew)
    assert digests(settings.out) == states[-1]
    first = next((anew.out / "documents").iterdir())
    number = first.stat().st_ino
    rebuild(settings)
    assert (settings.out / "documents" / first.name).stat().st_ino == number
    assert digests(settings.out) == states[-1]
    assert [path.name for path in tmp_path.iterdir() if path.name != ".corpus.lock"] == ["corpus"]


def test_what_was_masked_stays_masked(tmp_path):
    """A masked corpus can be added to and made anew: what was masked does not come back, and it verifies."""
    raw, out = tmp_path / "raw", tmp_path / "corpus"
    settings = Settings(sources=(str(raw),), out=out, mask_pii=True)
    write(raw, {"a.txt": [*BODY, "联系人的信箱是 someone@example.com.cn ,欢迎来信。"]})
    build(settings)
    write(raw, {"b.txt": [*OTHER, "稿件请寄 another@example.com.cn ,三日内答复。"]})
    build(settings)
    assert "@example" not in "".join(rows(out, "documents")["text"])
    rebuild(settings)
    assert "@example" not in "".join(rows(out, "documents")["text"])
    assert rows(out, "sources")["masked_digest"].null_count() == 0
    assert archive.verify(archive.open_corpus(out)) == []


def test_what_others_put_into_the_folder_stays(runs, tmp_path):
    """A file that is not ours outlives runs and rollbacks, that of the first run, too."""
    _, out, states = runs
    shutil.copytree(out, tmp_path / "corpus")
    (tmp_path / "corpus" / "notes").mkdir()
    (tmp_path / "corpus" / "notes" / "mine.txt").write_text("mine")
    rollback(tmp_path / "corpus", None)
    assert (tmp_path / "corpus" / "notes" / "mine.txt").read_text() == "mine"
    assert digests(tmp_path / "corpus").items() - states[-2].items() == {("notes/mine.txt", sha256(b"mine").hexdigest())}
    rollback(tmp_path / "corpus", None)
    rollback(tmp_path / "corpus", None)
    assert digests(tmp_path / "corpus") == {"notes/mine.txt": sha256(b"mine").hexdigest()}
