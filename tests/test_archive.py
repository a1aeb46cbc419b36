"""Does everything that came in come back, each under a name of its own?"""

import io
import json
import tarfile

import pytest
from click.testing import CliRunner

from cleaners.errors import BadCorpus
from cleaners.schema import VERSION
from flows import archive, state
from flows.commands import ask
from flows.settings import Settings
from tests.built import build
from tests.crawled import FABLE, STORY


def back(corpus, folder):
    """Restore a corpus into a folder; return what lies there by name, and what was told."""
    told = archive.write(archive.restore(archive.open_corpus(corpus)), folder)
    files = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    return {name.rpartition("/raw/")[2]: content for name, content in files.items()}, told


def test_a_rejected_version_does_not_take_the_place_of_a_good_one(tmp_path):
    """Of a file that was mended, the latest version has its name, the rejected one that of its run; and the reverse."""
    raw, noise = tmp_path / "raw", bytes(range(256)) * 4
    raw.mkdir()
    bad = {"a.txt": noise, "b.txt": STORY.encode(), "c.json": b"[" + noise}
    good = {"a.txt": STORY.encode() + b"more", "b.txt": noise[::-1], "c.json": json.dumps([{"text": FABLE}]).encode()}
    for contents in (bad, good):
        for name, content in contents.items():
            (raw / name).write_bytes(content)
        corpus = build(tmp_path, [raw])
    first = archive.open_corpus(corpus).manifest["runs"][0]["run"]
    found, (count, broken) = back(corpus, tmp_path / "back")
    good = good | {"c.json/item 1": FABLE.encode()}
    del good["c.json"]
    assert found == {f"{name}@{first}": content for name, content in bad.items()} | good
    assert (count, broken) == (6, [])


def test_members_of_one_name_all_come_back(tmp_path):
    """Each is named after its document; a copy of one is the same file."""
    raw = tmp_path / "raw"
    raw.mkdir()
    contents = [STORY.encode(), FABLE.encode(), STORY.encode()]
    with tarfile.open(raw / "a.tar", "w") as packed:
        for content in contents:
            member = tarfile.TarInfo("same.txt")
            member.size = len(content)
            packed.addfile(member, io.BytesIO(content))
    found, (count, broken) = back(build(tmp_path, [raw]), tmp_path / "back")
    assert sorted(found.values()) == sorted(set(contents))
    assert {name.partition("@")[0] for name in found} == {"a.tar/same.txt"}
    assert (count, broken) == (3, [])


def test_records_with_odd_ids_come_back(tmp_path):
    """An id may be longer than the name of a file, hold a NUL, or lead elsewhere."""
    raw = tmp_path / "raw"
    raw.mkdir()
    ids = ["这是标题" * 40, "这是标题" * 40 + "b", "a\0b", "../" * 99 + "etc/c"]
    texts = [f"{STORY}\n{FABLE * number}" for number in range(len(ids))]
    rows = [json.dumps({"id": name, "text": text}) for name, text in zip(ids, texts, strict=True)]
    (raw / "a.jsonl").write_text("\n".join(rows))
    found, (count, broken) = back(build(tmp_path, [raw]), tmp_path / "back")
    assert sorted(found.values()) == sorted(text.encode() for text in texts)
    assert (count, broken) == (4, [])


def test_what_the_disk_refuses_is_told(tmp_path):
    """A file for a folder, and a folder that is not there, are one line each."""
    (tmp_path / "a.txt").write_text(STORY)
    corpus = str(build(tmp_path, [tmp_path / "a.txt"]))
    for command, out, said in ((ask.restore, "a.txt", "Not a directory"), (ask.templates, "none/x.csv", "No such file")):
        done = CliRunner().invoke(command, [corpus, "--out", str(tmp_path / out)])
        (line,) = done.output.splitlines()
        assert (done.exit_code, line.startswith("winnow: "), str(tmp_path / out) in line, said in line) == (2, *[True] * 3)


@pytest.mark.parametrize(("content", "said"), [
    ("", "cannot be read"), ("[]", "is no manifest"), ('{"version": 1}', "is of version 1"),
    (f'{{"version": {VERSION}}}', "has no 'runs'"),
])
def test_a_damaged_manifest_is_told(tmp_path, content, said):
    """Whoever asks such a corpus, or would add to it, is told; nothing is written."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "corpus").mkdir()
    (tmp_path / "corpus" / "manifest.json").write_text(content)
    with pytest.raises(BadCorpus, match=said):
        archive.open_corpus(tmp_path / "corpus")
    with pytest.raises(BadCorpus, match=said):
        state.refuse_other(Settings(sources=[str(tmp_path / "a.txt")], out=tmp_path / "corpus"))
