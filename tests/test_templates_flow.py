"""Do hosts' templates carry over from run to run, and do people have the last word?"""

import json

import polars as pl
import pytest

from cleaners.chrome import ChromeSettings
from cleaners.errors import BadSetting
from flows import archive, templates
from flows.rollback import rollback
from flows.settings import Settings
from tests.flowing import build
from tests.test_templates import FOOT, MENU, article, site

NOVEL = "青石日报周末副刊"  # a line of the menu that no rule knows


def deliver(folder, name, pages, first=0):
    """Write pages of one host as records."""
    folder.mkdir(exist_ok=True)
    rows = [{"text": "\n".join([NOVEL, *page]), "url": f"http://qingshi.example/{first + n}"} for n, page in enumerate(pages)]
    (folder / name).write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), "utf-8")


def run(tmp_path, **more):
    """Clean what was delivered, by rules alone: what the model makes of a menu is not asked here."""
    rules = ChromeSettings(policy="rules")
    return build(Settings(sources=(str(tmp_path / "raw"),), out=tmp_path / "corpus", chrome=rules, **more))[1]


def standing(corpus, line):
    """Count the documents in which a line stands."""
    return pl.read_parquet(corpus / "documents" / "*.parquet")["text"].str.contains(line, literal=True).sum()


@pytest.fixture
def corpus(tmp_path):
    """Three pages, then three more."""
    deliver(tmp_path / "raw", "a.jsonl", site(3))
    first = run(tmp_path)
    assert standing(first, NOVEL) == 3
    deliver(tmp_path / "raw", "b.jsonl", site(3, first=3), first=3)
    return run(tmp_path)


def test_a_template_shows_after_some_runs(corpus):
    """Three pages show none; with three more it goes from those, and the ledger says which host's it was."""
    ledger = pl.read_parquet(corpus / "ledger" / "*.parquet").filter(pl.col("step") == "template")
    assert standing(corpus, NOVEL) == 3
    assert NOVEL in ledger["text"].to_list()
    assert set(ledger["detector"]) == {"template:qingshi.example"}
    texts = pl.read_parquet(corpus / "documents" / "*.parquet")["text"]
    assert all(sum(set(article(n)) <= set(text.split("\n")) for text in texts) == 1 for n in range(6))
    opened = archive.open_corpus(corpus)
    assert archive.verify(opened) == []
    assert NOVEL in templates.listed(opened, "qingshi.example").filter(pl.col("verdict") == "remove")["text"]
    assert templates.listed(opened, "other.example").is_empty()


def test_a_person_has_the_last_word(corpus, tmp_path):
    """A line set to "keep" stays in later runs; one that a person adds goes."""
    edited = tmp_path / "templates.csv"
    table = templates.listed(archive.open_corpus(corpus), None)
    told = pl.DataFrame({"host": ["qingshi.example"] * 2, "text": [NOVEL, MENU[3].format(n=99)], "verdict": ["keep", "remove"]})
    pl.concat([table, told], how="diagonal").write_csv(edited)
    deliver(tmp_path / "raw", "c.jsonl", site(2, first=6), first=6)
    again = run(tmp_path, template_file=edited)
    texts = pl.read_parquet(again / "documents" / "000003-*.parquet")["text"].to_list()
    assert all(text.startswith(NOVEL) for text in texts)
    assert not any(MENU[3].format(n=6) in text or FOOT[1] in text for text in texts)


def test_a_run_taken_back_takes_its_pages_with_it(corpus, tmp_path):
    """After a rollback the template is unknown again, and comes back with the run."""
    before = {path.relative_to(corpus): path.read_bytes() for path in corpus.rglob("*") if path.is_file()}
    rollback(corpus, None)
    assert templates.listed(archive.open_corpus(corpus), None).is_empty()
    run(tmp_path)
    assert {path.relative_to(corpus): path.read_bytes() for path in corpus.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(("content", "fault"), [
    ("host,text\na,b\n", "no column 'verdict'"), ("host,text,verdict\na,b,gone\n", "'gone' is no verdict"), ("", "CSV"),
])
def test_an_edited_table_that_is_none_is_refused(tmp_path, content, fault):
    """The error names the file and the mend."""
    edited = tmp_path / "templates.csv"
    edited.write_text(content)
    with pytest.raises(BadSetting, match=fault):
        templates.read(edited)
    with pytest.raises(BadSetting, match=r"cannot be read.*`template_file`"):
        templates.read(tmp_path / "missing.csv")
