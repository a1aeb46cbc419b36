"""Does a clean document come through untouched, and a crawled page come out clean?"""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from cleaners import lines, steps
from cleaners.chrome import ChromeSettings
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES
from flows.filter import clean_text

GOLDEN = Path(__file__).parent / "golden"
CLEAN = sorted((GOLDEN / "clean").glob("*.txt"))
PAGES = sorted((GOLDEN / "pages").glob("*.tsv"))
NEUTRAL = {"references", "byline", "blank"}  # either choice is right


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_document(path):
    """Poems, songs, statutes, dialogue, code, tables and essays about chrome come out to the byte."""
    content = path.read_bytes()
    text, judged = clean_text(path.name, content, ChromeSettings(), RepeatSettings())
    touched = judged.filter(pl.col("action").is_not_null() | pl.col("repair").is_not_null())
    assert touched.select("line", "raw", "reason", "repair").rows() == []
    assert text.encode() == content


def test_there_are_enough_clean_documents():
    """At least thirty, in simplified and traditional Chinese, English and Japanese."""
    languages = Counter(path.stem.rpartition("-")[0].split("-")[0] for path in CLEAN)
    assert len(CLEAN) >= 30
    assert {"zh", "en", "ja"} <= languages.keys()
    assert any("Hans" in path.stem for path in CLEAN)
    assert any("Hant" in path.stem for path in CLEAN)


def judged_page(path):
    """Judge a labelled page: (label, text, whether it went) of each line."""
    rows = [row.partition("\t") for row in path.read_text("utf-8").splitlines()]
    text = "".join(text + "\n" for _, _, text in rows)
    judged = steps.clean(lines.split(pl.Series([text])).select(list(LINES)), ChromeSettings(), RepeatSettings())
    gone = judged["action"].is_not_null()
    return [(label, text, went) for (label, _, text), went in zip(rows, gone, strict=True)]


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_crawled_page_keeps_its_body(path):
    """No line of a crawled page's body goes."""
    assert [text for label, text, went in judged_page(path) if label == "keep" and went] == []


def test_crawled_pages_lose_their_chrome():
    """Rules and blocks take four lines of chrome in five on pages of many sites; a trained detector is to take the rest."""
    chrome = [went for path in PAGES for label, _, went in judged_page(path) if label not in NEUTRAL | {"keep"}]
    assert sum(chrome) >= 0.8 * len(chrome)
