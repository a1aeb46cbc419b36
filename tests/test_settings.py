"""Is what a user sets what he gets?"""

from itertools import pairwise

import pytest
from pydantic import ValidationError

from cleaners.errors import BadSetting
from cleaners.quality.filters import Bound, FilterSettings
from flows import ranges
from flows.commands import work
from flows.settings import Settings, load
from tests.conftest import ROOT


def test_readme_shows_the_defaults(tmp_path):
    """The README's winnow.toml loads, and says what holds without it."""
    block = (ROOT / "README.md").read_text("utf-8").split("```toml\n")[1].split("```")[0]
    (tmp_path / "winnow.toml").write_text(block, "utf-8")
    assert load(tmp_path / "winnow.toml") == Settings()


def test_a_file_in_the_working_directory_counts(tmp_path, monkeypatch):
    """winnow.toml is read where the command runs; what the command line says lies over it."""
    monkeypatch.chdir(tmp_path)
    assert load(None) == Settings()
    (tmp_path / "winnow.toml").write_text('workers = 7\nsources = ["a", "b"]\n[match]\nparagraphs = "remove"\n')
    found = load(None, workers=None, sources=("c",))
    assert (found.workers, found.sources, found.match.paragraphs) == (7, ("c",), "remove")


@pytest.mark.parametrize(("text", "said"), [
    ("workes = 2", "unknown key 'workes'. Did you mean 'workers'"),
    ("[match.lines.minhash]\nseeds = 2", "unknown key 'match.lines.minhash.seeds'. Did you mean 'match.lines.minhash.seed'"),
    ("[zebra]\nx = 1", "unknown key 'zebra'. Known here: sources"),
    ("[match]\nparagraphs = 'shred'", "'match.paragraphs' is 'shred'"),
    ("[match.lines]\nthreshold = 2.0", "2.0 is not in 0 to 1"),
    ("[repeats]\nthreshold = 2.0", "repeats.threshold: 2.0 is not in 0 to 1"),
    ("[read]\nmax_record_bytes = 1e12", "'read.max_record_bytes' is 1000000000000.0"),
    ("[read]\nmax_record_bytes = 9223372036854775807", "less than or equal to 1073741824"),
    ("[read]\npage_seconds = inf", "'read.page_seconds' is inf"),
    ("[read]\npage_seconds = nan", "'read.page_seconds' is nan"),
    ("[read]\npage_memory = 9223372036854775807", "'read.page_memory' is"),
    ("decontaminate = ['a']", "'decontaminate' is ['a']"),
    ("workers = ", "is not TOML"),
    ("profile = 'pretrain'", "'profile' is 'pretrain'"),
    ("[filter.signals.word_count]\nleest = 5", "unknown key 'filter.signals.word_count.leest'. Did you mean 'filter.signals.word_count.least'"),
    ("[filter.signals.word_counts]\nleast = 5", "filter.signals.word_counts: is no signal"),
    ("[splits]\ntrain = 0\nvalidation = 0\ntest = 0", "splits: has a negative part, or none"),
])
def test_a_wrong_setting_is_told(tmp_path, text, said):
    """An unknown key or a forbidden value is named, with its mend."""
    (tmp_path / "w.toml").write_text(text)
    with pytest.raises(BadSetting) as caught:
        load(tmp_path / "w.toml", decontaminate={"files": ("b",)})
    assert said in str(caught.value)


def nested(name, value):
    """Write a setting's whole name as it is given."""
    for key in reversed(name.split(".")):
        value = {key: value}
    return value


@pytest.mark.parametrize("name", [name for name, _ in ranges.numbers(Settings().model_dump())])
def test_every_number_has_its_range(name):
    """Whatever counts or measures is refused where it is negative, endless or no number, and named."""
    usual = dict(ranges.numbers(Settings().model_dump()))[name]
    least, most = ranges.bounds(name, usual)
    for value in (-1, least - 1, most + 1, float("nan"), float("inf"), float("-inf"), 1 << 70):
        with pytest.raises((BadSetting, ValidationError)) as caught:
            Settings.model_validate(nested(name, value))
        assert any(part in str(caught.value) for part in name.split("."))
    for value in {least, usual, most} - {float("inf"), float("-inf"), 0, 1}:  # where more than the range has a say
        if not name.startswith("match.") or value == usual:
            assert Settings.model_validate(nested(name, value))


@pytest.mark.parametrize(("given", "said"), [
    ({"templates": {"min_pages": 0}}, "templates.min_pages: 0 is not in 2 to 2147483647. Give it such a number"),
    ({"match": {"memory": -1}}, "match.memory: -1 is not in 1048576 to"),
    ({"alarm": {"floor": float("nan")}}, "alarm.floor: nan is not in 0 to 1"),
    ({"filter": {"signals": {"word_count": {"least": float("nan")}}}}, "filter.signals.word_count.least: nan is no number"),
    ({"sources": [""]}, "'' names no file or folder"),
    ({"out": ""}, "'' names no file or folder"),
    ({"out": "a\0b"}, "'a\\x00b' names no file or folder"),
])
def test_what_means_nothing_is_refused(given, said):
    """A number out of range, and a name that is none, stop a run before it starts; the mend is told."""
    with pytest.raises(BadSetting) as caught:
        Settings.model_validate(given)
    assert said in str(caught.value)


def test_a_profile_and_own_bounds():
    """What `[filter]` says lies over the profile; evaluation files of the command line, over those of the file."""
    chosen = Settings(profile="pretrain-zh", filter={"signals": {"word_count": {"least": 5}}})
    assert chosen.filters().signals["word_count"] == Bound(least=5)
    assert chosen.filters().languages == ("zh",)
    assert Settings().filters() == FilterSettings()


def test_the_command_takes_the_files_that_a_glob_became():
    """--decontaminate takes all files up to the next option or folder."""
    context = work.run.make_context("run", ["seeds", "--decontaminate", "a.jsonl", "b.jsonl", "--out", "x", "--mask-pii"])
    assert context.params["decontaminate"] == ("a.jsonl", "b.jsonl")
    assert (context.params["sources"], context.params["mask_pii"]) == (("seeds",), True)
    context = work.run.make_context("run", ["--decontaminate", "a.jsonl", str(ROOT / "seeds")])
    assert (context.params["decontaminate"], context.params["sources"]) == (("a.jsonl",), (str(ROOT / "seeds"),))


def test_the_fingerprint_is_of_what_shapes_the_corpus():
    """Where it lies and who worked on it does not count; a threshold does."""
    assert Settings(workers=1, out="x", sources=("y",)).fingerprint() == Settings().fingerprint()
    assert Settings(repeats={"threshold": 0.9}).fingerprint() != Settings().fingerprint()


def test_files_that_settings_name_count_by_what_is_in_them(tmp_path):
    """Another tokenizer, or other evaluation texts, under the same name: another corpus."""
    (tmp_path / "t.json").write_text("{}")
    (tmp_path / "e.jsonl").write_text('"x"\n')
    chosen = Settings(tokenizer=tmp_path / "t.json", decontaminate={"files": [str(tmp_path / "*.jsonl")]})
    prints, contents = {chosen.fingerprint()}, [chosen.contents()]
    for name in ("t.json", "e.jsonl"):
        (tmp_path / name).write_text('"y"\n')
        prints.add(chosen.fingerprint())
        contents.append(chosen.contents())
    assert len(prints) == 3
    changed = [{path for path in was if was[path] != now[path]} for was, now in pairwise(contents)]
    assert changed == [{str(tmp_path / "t.json")}, {str(tmp_path / "e.jsonl")}]
