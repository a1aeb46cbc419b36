"""Is every file, record and line told what became of it?"""

import json

import polars as pl
import pytest

from cleaners.errors import BadCorpus
from cleaners.schema import REJECTIONS
from flows import story
from tests.built import build
from tests.crawled import FABLE, STORY


def test_lines_connected_through_a_third_are_told(tmp_path, capsys):
    """A line that was never compared with its twin says what connects them."""
    (tmp_path / "a.txt").write_text(f"{STORY}\n{STORY}\n{FABLE}", "utf-8")
    corpus = build(tmp_path, [tmp_path / "a.txt"])
    for path in (corpus / "ledger").glob("*.parquet"):
        pl.read_parquet(path).with_columns(similarity=pl.lit(None, pl.Float32)).write_parquet(path)
    story.tell(corpus, "a.txt")
    assert "line 0, connected through a third line" in capsys.readouterr().out


def test_what_was_rejected_is_told(tmp_path, capsys):
    """A file and a record that could not become documents say why, by either name; what never came is none."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": STORY}) + "\n{\n", "utf-8")
    (tmp_path / "b.pdf").write_bytes(b"%PDF-1.4")
    corpus = build(tmp_path, [tmp_path / "a.jsonl", tmp_path / "b.pdf"])
    for name, reason, said in (("b.pdf", "format", "is not plain text (.pdf)"), ("b.pdf:3", "format", "Give its text"),
                               (f"{tmp_path}/a.jsonl#line 2", "broken", "is not JSON")):
        story.tell(corpus, name)
        told = capsys.readouterr().out
        assert f"rejected as {reason}: {REJECTIONS[reason]}" in told
        assert said in told
    story.tell(corpus, "a.jsonl")
    assert "kept" in capsys.readouterr().out
    with pytest.raises(BadCorpus, match="is no document of this corpus"):
        story.tell(corpus, "c.pdf")
