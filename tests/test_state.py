"""Does a run go on only from a corpus that was made as it would make it?"""

import json

import pytest

from cleaners.errors import BadSetting
from flows import archive
from flows.rollback import rollback
from flows.settings import Settings
from tests.flowing import build, rebuild
from tests.test_decide import BODY, OTHER
from tests.test_incremental import FILL, rows, write
from tests.test_run import digests


def test_files_that_settings_name_are_of_the_corpus(tmp_path):
    """A file that a setting names cannot say something else from run to run, nor a glob mean others; a rebuild may."""
    raw, out, evals = tmp_path / "raw", tmp_path / "corpus", tmp_path / "eval-1.jsonl"
    settings = Settings(sources=(str(raw),), out=out, decontaminate={"files": [str(tmp_path / "eval-*.jsonl")]})
    write(raw, {"a.txt": BODY})
    evals.write_text(json.dumps({"q": FILL[0]}))
    build(settings)
    first = digests(out)
    write(raw, {"b.txt": OTHER})
    evals.write_text(json.dumps({"q": "\n".join(BODY)}))
    with pytest.raises(BadSetting, match=r"eval-1.jsonl: does not hold what it held when .*winnow rebuild"):
        build(settings)
    rebuild(settings)
    assert rows(out, "documents")["contaminated"].to_list() == [True]
    (tmp_path / "eval-2.jsonl").write_text("{}")
    with pytest.raises(BadSetting, match=r"eval-2.jsonl: is there now, but was not when"):
        build(settings)
    (tmp_path / "eval-2.jsonl").unlink()
    build(settings)
    assert rows(out, "documents")["contaminated"].to_list().count(True) == 1
    assert [run.get("contents", {}).keys() for run in archive.open_corpus(out).manifest["runs"]] == [{str(evals)}, set()]
    rollback(out, None)
    evals.write_text(json.dumps({"q": FILL[0]}))
    rebuild(settings)
    assert digests(out) == first


def test_a_corpus_that_knows_no_contents_goes_on(tmp_path):
    """A corpus of an older winnow, whose manifest says nothing of files that settings name, takes those there are."""
    raw, out, evals = tmp_path / "raw", tmp_path / "corpus", tmp_path / "eval.jsonl"
    settings = Settings(sources=(str(raw),), out=out, decontaminate={"files": [str(evals)]})
    write(raw, {"a.txt": BODY})
    evals.write_text("{}")
    build(settings)
    told = json.loads((out / "manifest.json").read_text("utf-8"))
    del told["runs"][0]["contents"]
    (out / "manifest.json").write_text(json.dumps(told), "utf-8")
    write(raw, {"b.txt": OTHER})
    evals.write_text('{"q": 1}')
    build(settings)
    assert archive.verify(archive.open_corpus(out)) == []
    evals.write_text('{"q": 2}')
    with pytest.raises(BadSetting, match=r"eval.jsonl: does not hold what it held"):
        build(settings)
