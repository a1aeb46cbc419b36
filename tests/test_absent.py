"""Are sources that are gone told from those that are merely empty?"""

import os

import pytest

from cleaners.errors import BadSource
from flows.absent import gone, refuse
from flows.readers import find


def test_what_is_empty_for_good_reason_is_not_gone(tmp_path):
    """An empty folder, a glob that means nothing, a pipe or an unfinished file in a folder: no fault. No folder at all is one."""
    for folder in ("full", "empty"):
        (tmp_path / folder).mkdir()
    (tmp_path / "full" / "a.txt").write_text("a")
    os.mkfifo(tmp_path / "full" / "pipe")
    (tmp_path / "full" / "b.txt.part").write_text("b")
    there = [str(tmp_path / name) for name in ("full", "empty", "empty/*.txt", "*.warc", "full/**/*.txt")]
    lost = [str(tmp_path / name) for name in ("share", "share/today.txt", "share/*.txt", "share/*/[0-9].txt")]
    found = find((*there, *lost))
    assert gone(tuple(there), tuple(one for one in found.missing if one.place not in lost)) == []
    assert [one.place for one in gone((*there, *lost), found.missing)] == lost
    refuse(tuple(there), find(tuple(there)).missing)
    with pytest.raises(BadSource, match=r"share: does not exist; and 3 more; what else there is was read\. Name"):
        refuse((*there, *lost), found.missing)
