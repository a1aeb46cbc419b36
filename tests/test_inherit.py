"""Does the folder of a corpus keep its rights, and what others put there, whatever winnow does with it?"""

import os
import stat
import struct
from pathlib import Path

import pytest

from flows import archive
from flows.place import discard, work_folder
from flows.rollback import rollback
from flows.settings import Settings
from tests.flowing import build, rebuild
from tests.test_decide import BODY, OTHER
from tests.test_incremental import FILL, write

GROUP = 4321 if os.geteuid() == 0 else os.getegid()
MODES = {"": 0o2770, "documents": 0o2750, "notes": 0o700}
DEFAULT, ACCESS = "system.posix_acl_default", "system.posix_acl_access"
# acl(5) in its bytes: tag, rights, id; owner rwx, group r-x, group 1234 r-x, at most rwx, others none
TEAM = struct.pack("<I", 2) + b"".join(
    struct.pack("<HHI", *entry) for entry in
    [(1, 7, 2**32 - 1), (4, 5, 2**32 - 1), (8, 5, 1234), (16, 7, 2**32 - 1), (32, 0, 2**32 - 1)])


def attributes(path):
    """Return the extended attributes of a folder, where the system has such."""
    return {name: os.getxattr(path, name) for name in getattr(os, "listxattr", lambda _: ())(path)}


def rights(out):
    """Return owner, group, mode and attributes of the folders that were given some."""
    return {name: (told.st_uid, told.st_gid, oct(told.st_mode), attributes(out / name))
            for name in MODES for told in [(out / name).stat()]}


def listing(folder):
    """Describe all that is not winnow's: kind and mode, where a link leads, what a file says."""
    found = {}
    for path in folder.rglob("*"):
        name, mode = path.relative_to(folder).as_posix(), oct(path.lstat().st_mode)
        if path.is_symlink():
            found[name] = mode, str(path.readlink())
        elif path.name.startswith(("mine", "pipe")) or name.startswith("empty"):
            found[name] = mode, path.read_bytes() if path.is_file() else None
    return found


@pytest.fixture(scope="module")
def states(tmp_path_factory):
    """What a folder was like that others use as well, and what after each thing that puts another in its place."""
    top = tmp_path_factory.mktemp("inherit")
    raw, out, elsewhere = top / "raw", top / "corpus", top / "elsewhere"
    settings = Settings(sources=(str(raw),), out=out)
    write(raw, {"a.txt": BODY})
    build(settings)
    write(elsewhere, {"note": ["theirs"]})
    for folder in ("notes", "empty/inner"):
        (out / folder).mkdir(parents=True)
    for name in ("notes/mine.txt", "notes/mine.parquet", "documents/mine.txt"):
        (out / name).write_text("no Parquet at all")
        (out / name).chmod(0o600)
    for name, target in {"folder": "../elsewhere", "file": "../elsewhere/note", "dangling": "nowhere", "self": ".",
                         "link.parquet": "../elsewhere/note", "documents/link": str(elsewhere)}.items():
        (out / name).symlink_to(target)
    os.mkfifo(out / "pipe")
    for name, mode in MODES.items():
        os.chown(out / name, -1, GROUP)
        (out / name).chmod(mode)
    if hasattr(os, "setxattr"):
        try:
            os.setxattr(out, "user.origin", b"crawl 7")
            os.setxattr(out, DEFAULT, TEAM)
        except OSError:  # a file system without
            pass
    found = {}

    def look(done):
        found[done] = rights(out), listing(out), archive.verify(archive.open_corpus(out))

    look("made")
    write(raw, {"b.txt": [*OTHER, *FILL[4:]]})
    for done, work in {"run": build, "rollback": lambda one: rollback(one.out, None), "run again": build,
                       "rebuild": rebuild}.items():
        work(settings)
        look(done)
    return out, found


@pytest.mark.parametrize("done", ["run", "rollback", "run again", "rebuild"])
def test_a_folder_stays_what_it_is(states, done):
    """Mode, owner, group, attributes and access list stay; links, wherever they lead, private files, empty folders."""
    _, found = states
    for was, now in zip(found["made"], found[done], strict=True):
        assert now == was
    assert len(found["made"][1]) == 12
    assert found["made"][2] == []


def test_new_files_are_the_group_s(states):
    """What is written has the group that the folder gives, and its access list."""
    out, _ = states
    written = [out / "manifest.json", *(out / "ledger").iterdir(), *(out / "index").rglob("*.arrow")]
    assert {path.stat().st_gid for path in written} == {GROUP}
    if DEFAULT in attributes(out):
        assert all(ACCESS in attributes(path) for path in written)


def test_what_a_run_works_with_is_as_private(tmp_path):
    """The work folder beside a private corpus, where its texts lie for a while, is private, too."""
    out = tmp_path / "corpus"
    out.mkdir(mode=0o500)
    with work_folder(out) as work:
        assert stat.S_IMODE(work.stat().st_mode) == 0o700


def test_what_is_write_protected_can_be_let_go(tmp_path, monkeypatch):
    """A folder of the old state that nobody may write in is no hindrance; what a link in it names is left alone."""
    monkeypatch.chdir(tmp_path)  # from where also who is not root may go on
    tmp_path.chmod(0o777)
    for folder in ("old/sub/inner", "elsewhere"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "old" / "sub" / "inner" / "a.txt").write_text("a")
    (tmp_path / "old" / "link").symlink_to("../elsewhere")
    for folder in ("old/sub/inner", "old/sub", "old", "elsewhere"):
        if os.geteuid() == 0:
            os.chown(folder, 65534, 65534)
        (tmp_path / folder).chmod(0o700 if folder == "old" else 0o500)
    was = os.geteuid()
    if was == 0:
        os.seteuid(65534)  # root may write anywhere
    try:
        discard(Path("old"))
    finally:
        os.seteuid(was)
    assert not (tmp_path / "old").exists()
    assert stat.S_IMODE((tmp_path / "elsewhere").stat().st_mode) == 0o500


def test_a_link_in_the_place_of_ours_is_not_written_through(tmp_path):
    """Where somebody put a link for a page or a table of winnow's, what it names is left alone."""
    raw, out, elsewhere = tmp_path / "raw", tmp_path / "corpus", tmp_path / "elsewhere"
    settings = Settings(sources=(str(raw),), out=out)
    write(raw, {"a.txt": BODY})
    build(settings)
    elsewhere.mkdir()
    for name in ("report.html", "rejected"):
        (out / name).rename(elsewhere / name)
        (out / name).symlink_to(elsewhere / name)
    before = {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()}
    write(raw, {"b.txt": OTHER})
    build(settings)
    assert {path: path.read_bytes() for path in elsewhere.rglob("*") if path.is_file()} == before
    assert archive.verify(archive.open_corpus(out)) == []
    assert not any((out / name).is_symlink() for name in ("report.html", "rejected"))
