"""How are files of a URL listed and opened, whatever stands behind it, and without telling its secrets?"""

import errno
import glob
import io
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, BinaryIO, Final, cast
from urllib.parse import urlsplit

from cleaners.errors import BadSource

if TYPE_CHECKING:
    from fsspec import AbstractFileSystem

MARK: Final = "://"  # of a URL that fsspec opens: s3://, gs://, https://, memory://, …
WEB: Final = ("http://", "https://")
BLOCK: Final = 4 << 20  # bytes fetched at a time; s3fs alone would take 50 MB for each open file
EXTRAS: Final = {"s3": "s3", "s3a": "s3", "gs": "gcs", "gcs": "gcs", "http": "http", "https": "http"}
USER: Final = re.compile(r"(://)[^/?#@\s]*@")
SECRET: Final = re.compile(
    r"([?&][^=&#\s]*(?:sig|token|key|secret|credential|password|auth)[^=&#\s]*=)[^&#\s]*", re.IGNORECASE
)


def shown(text: str) -> str:
    """Return a URL, or a text with URLs in it, without what gives access: nothing else is told or kept of it.

    >>> shown("https://me:pw@a.example/x.warc.gz?part=1&X-Amz-Signature=abc")
    'https://a.example/x.warc.gz?part=1&X-Amz-Signature=…'
    """
    return SECRET.sub(r"\1…", USER.sub(r"\1", text))


def files(source: str) -> dict[str, int]:
    """List the files of a URL with their sizes, 0 where nobody tells. Raises BadSource."""
    with _told(source):
        from fsspec.core import url_to_fs  # noqa: PLC0415  only URLs need it

        system, path = url_to_fs(source)
        found = {}
        for name in _names(system, path, source):
            info = system.info(name)
            if info["type"] == "file" and not name.rstrip("/").rpartition("/")[2].startswith("."):
                found[system.unstrip_protocol(name)] = int(info.get("size") or 0)
        return found


def _names(system: "AbstractFileSystem", path: str, source: str) -> list[str]:
    """List the files that a path, a pattern or a folder names."""
    if not source.startswith(WEB):
        return system.glob(path) if glob.has_magic(path) else system.find(path) if system.isdir(path) else [path]
    where = urlsplit(source)
    if "*" in where.path:
        return system.glob(path)
    if not where.path.endswith("/"):
        return [path]  # of any page with links the driver would say that it is a folder
    # what an index lists of itself: its other links lead elsewhere
    listed = [name.split("#")[0] for name in system.ls(path, detail=False)]
    return sorted({name for name in listed if name.startswith(path) and "?" not in name} - {path})


@contextmanager
def _told(source: str) -> Iterator[None]:
    """Tell what a driver raises as an error of ours: each has its own kinds."""
    try:
        yield
    except FileNotFoundError as error:
        raise BadSource(shown(source), "does not exist", "Name an existing file or folder") from error
    except ImportError as error:
        raise BadSource(shown(source), *lacking(source, error)) from error
    except Exception as error:
        fault = f"cannot be read ({_words(error)})"
        raise BadSource(shown(source), fault, "Mend its address, or your access to it") from error


def lacking(source: str, error: ImportError) -> tuple[str, str]:
    """Say which driver a URL needs, and how to get it."""
    extra = EXTRAS.get(source.partition(MARK)[0].rpartition("::")[2])
    mend = f"Install it: pip install 'winnow[{extra}]'" if extra else "Install it with pip"
    return f"needs a driver that is not installed ({_words(error)})", mend


def _words(error: Exception) -> str:
    """Return what an error says, in one line and without secrets."""
    said = " ".join(str(getattr(error, "strerror", None) or error).split())
    return shown(said)[:200] or type(error).__name__


@contextmanager
def opened(name: str) -> Iterator[BinaryIO]:
    """Open a file of a URL. Whatever its driver raises comes out as an OSError, here and while it is read."""
    import fsspec.core  # noqa: PLC0415  only URLs need it

    try:
        system, path = fsspec.core.url_to_fs(name)
        file = system.open(path, "rb", block_size=BLOCK)
    except ImportError as error:
        raise OSError(errno.EIO, ". ".join(lacking(name, error))) from error
    except Exception as error:
        raise OSError(errno.EIO, _words(error)) from error
    with file:
        yield cast("BinaryIO", _Fetched(file))


class _Fetched(io.RawIOBase):
    """A file of a driver."""

    def __init__(self, inner: IO[bytes]) -> None:
        self._inner = inner

    def readable(self) -> bool:
        """Be a stream to read."""
        return True

    def seekable(self) -> bool:
        """Claim that it can be read from any place."""
        return self._inner.seekable()

    def seek(self, offset: int, whence: int = 0, /) -> int:
        """Go to a place. Raises OSError."""
        return cast("int", self._asked("seek", offset, whence))

    def tell(self) -> int:
        """Return the place."""
        return self._inner.tell()

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Read some bytes; 0 at the end. Raises OSError."""
        part = cast("bytes", self._asked("read", len(buffer)))
        buffer[: len(part)] = part
        return len(part)

    def _asked(self, what: str, *given: int) -> object:
        """Ask the driver."""
        try:
            return getattr(self._inner, what)(*given)
        except Exception as error:
            told = f"it was cut off or changed while it was read: {_words(error)}"
            raise OSError(errno.EIO, told) from error
