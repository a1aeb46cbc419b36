"""Does a clean document come through untouched, and a crawled page come out clean?"""

from collections import Counter
from pathlib import Path

import polars as pl
import pytest

from cleaners import lines, steps
from cleaners.chrome import ChromeSettings
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES
from flows.filter import Cleaning, clean_text

GOLDEN = Path(__file__).parent / "golden"
CLEAN = sorted((GOLDEN / "clean").glob("*.txt"))
PAGES = sorted((GOLDEN / "pages").glob("*.tsv"))
NEUTRAL = {"references", "byline", "blank"}  # either choice is right


def rows(path):
    """Read a labelled page: (label, text) of each line."""
    return [row.partition("\t")[::2] for row in path.read_text("utf-8").splitlines()]


@pytest.fixture(scope="module")
def judged():
    """What becomes of each document, by name."""
    return cleaned(ChromeSettings())


@pytest.fixture(scope="module")
def ruled():
    """The same by the rules alone."""
    return cleaned(ChromeSettings(policy="rules"))


def cleaned(chrome):
    """Clean all documents at once: what becomes of one does not depend on the others."""
    texts = [path.read_bytes().decode() for path in CLEAN]
    texts += ["".join(text + "\n" for _, text in rows(path)) for path in PAGES]
    split = lines.split(pl.Series(texts)).select(list(LINES))
    found = steps.clean(split, chrome, RepeatSettings()).partition_by("document", as_dict=True)
    return {path.stem: found[(number,)] for number, path in enumerate([*CLEAN, *PAGES])}


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_document(path, judged):
    """Of poems, songs, statutes, dialogue, code, tables and essays about chrome, no line is touched.

    Every second one, by name, is among what the model learnt from (`tests.train_chrome`); the others it never saw.
    """
    assert touched(judged[path.stem]) == []


@pytest.mark.parametrize("path", CLEAN, ids=lambda path: path.stem)
def test_clean_document_by_rules(path, ruled):
    """Nor does a rule touch one, without the model to overrule it."""
    assert touched(ruled[path.stem]) == []


def touched(lines):
    """The lines that were removed, moved or repaired."""
    some = lines.filter(pl.col("action").is_not_null() | pl.col("repair").is_not_null())
    return some.select("line", "raw", "reason", "detector", "repair").rows()


@pytest.mark.parametrize("path", CLEAN[::12], ids=lambda path: path.stem)
def test_clean_document_alone(path):
    """A clean document comes out of the filter to the byte, line ends and all."""
    text, _ = clean_text(path.name, path.read_bytes(), Cleaning())
    assert text.encode() == path.read_bytes()


def test_there_are_enough_clean_documents():
    """At least thirty, in simplified and traditional Chinese, English and Japanese."""
    languages = Counter("-".join(path.stem.split("-")[: 2 if path.stem.startswith("zh") else 1]) for path in CLEAN)
    assert len(CLEAN) >= 30
    assert min(languages[language] for language in ("zh-Hans", "zh-Hant", "en", "ja")) >= 5


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_crawled_page_keeps_its_body(path, judged):
    """No line of a crawled page's body goes."""
    gone = judged[path.stem]["action"].is_not_null()
    assert [text for (label, text), went in zip(rows(path), gone, strict=True) if label == "keep" and went] == []


def test_crawled_pages_lose_their_chrome(judged):
    """Rules, blocks and the model take nine lines of chrome in ten."""
    chrome = [
        went for path in PAGES
        for (label, _), went in zip(rows(path), judged[path.stem]["action"].is_not_null(), strict=True)
        if label not in NEUTRAL | {"keep"}
    ]
    assert sum(chrome) >= 0.9 * len(chrome)
