"""What does the next state of a corpus take over from the folder before: its rights, and what others have put there?"""

import os
import shutil
import stat
from collections.abc import Collection
from contextlib import suppress
from pathlib import Path
from typing import Final, NoReturn

ACLS: Final = ("system.posix_acl_access", "system.posix_acl_default")  # acl(5), as Linux keeps them


def rights(new: Path, old: Path) -> None:
    """Give a folder, and all below that is a folder in the old one as well, the rights they have there."""
    for place, _, _ in os.walk(new):
        twin = old / os.path.relpath(place, new)
        if twin.is_dir() and not twin.is_symlink():
            dress(Path(place), twin)


def dress(new: Path, old: Path) -> None:
    """Give a folder the group, owner, attributes, access list and mode of another, as far as we may.

    Where it cannot have the group, what was for that group is for no other: that has the rights of everybody.
    """
    told = old.stat()
    mode = stat.S_IMODE(told.st_mode)
    _give(new, told)
    _attributes(new, old)
    if new.stat().st_gid != told.st_gid:
        mode = mode & ~(stat.S_ISGID | stat.S_IRWXG) | (mode & stat.S_IRWXO) << 3
    new.chmod(mode)


def others(old: Path, new: Path, ours: Collection[str], rooms: Collection[str]) -> None:
    """Take into the folder `new` what others have put into `old`: files and links copied, empty folders made.

    `ours` are paths of the corpus, `rooms` files and folders that are its own with all that is in them. A link stays a
    link and is not followed: what it names need not lie in the folder. Raises OSError for what cannot be read.
    """
    for place, folders, names in os.walk(old, onerror=_fail):
        below = os.path.relpath(place, old)
        if below.partition("/")[0] in rooms:
            folders.clear()
            continue
        links = [name for name in folders if (Path(place) / name).is_symlink()]
        for name in (*names, *links):
            path = os.path.normpath(f"{below}/{name}")
            if path not in ours and path not in rooms:
                _copy(old / path, new / path)
        if not (folders or names):
            (new / below).mkdir(parents=True, exist_ok=True)


def _copy(old: Path, new: Path) -> None:
    """Copy a file or a link, over what may stand there; a folder of ours stays."""
    new.parent.mkdir(parents=True, exist_ok=True)
    if new.is_dir() and not new.is_symlink():
        return
    new.unlink(missing_ok=True)  # never written through: it may be a link
    told = old.lstat()
    if not (stat.S_ISREG(told.st_mode) or stat.S_ISLNK(told.st_mode)):
        os.link(old, new, follow_symlinks=False)  # a pipe or a socket has no copy
        return
    shutil.copy2(old, new, follow_symlinks=False)
    _give(new, told)


def _give(new: Path, told: os.stat_result) -> None:
    """Give a file to a group and an owner, as far as we may."""
    for owner, group in ((-1, told.st_gid), (told.st_uid, -1)):
        with suppress(PermissionError):
            os.chown(new, owner, group, follow_symlinks=False)


def _attributes(new: Path, old: Path) -> None:
    """Copy the extended attributes of a folder; an access list that it got from the folder above, and has not, goes."""
    if not hasattr(os, "listxattr"):  # of systems, Linux alone has them in Python
        return
    told = os.listxattr(old)
    for name in (*told, *ACLS):
        with suppress(OSError):  # the system's own, or a file system without any
            os.setxattr(new, name, os.getxattr(old, name)) if name in told else os.removexattr(new, name)


def _fail(error: OSError) -> NoReturn:
    raise error
