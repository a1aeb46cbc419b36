"""What is a record, before anybody has understood it?"""

from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final, Protocol

from cleaners.errors import BadRecord

HEAD: Final = 256  # bytes of a rejected record that are shown


@dataclass(frozen=True, slots=True)
class Columns:
    """Which fields of JSONL, CSV and Parquet say what. `text` goes before `html`, unless it is blank."""

    id: str = "id"
    """Names the record."""
    text: str = "text"
    """Plain text."""
    html: str = "html"
    """A page."""
    url: str = "url"
    """Where it was."""
    date: str = "date"
    """When it was fetched, as FineWeb's `date` and C4's `timestamp` tell."""
    title: str = "title"
    """Its title."""
    byline: str | None = None
    """Who wrote it."""
    published: str | None = None
    """When it was published."""

    @property
    def told(self) -> list[str]:
        """The fields that say something of a text."""
        fields = (self.id, self.url, self.date, self.title, self.byline, self.published)
        return [name for name in fields if name is not None]


class Limits(Protocol):
    """What the readers need of `flows.settings.ReadSettings`."""

    shard_bytes: int
    max_record_bytes: int
    keep_rejected_bytes: int
    page_seconds: float
    page_memory: int
    page_bytes: int
    columns: Columns


@dataclass(frozen=True, slots=True)
class Told:
    """What came with a record, or what it says of itself; None where nothing."""

    url: str | None = None
    fetched: str | None = None  # ISO 8601, of the crawl
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    site: str | None = None
    language: str | None = None  # as declared


@dataclass(frozen=True, slots=True)
class Raw:
    """A record's bytes and where they lay."""

    source: str  # the file
    record: str | None  # the place in the file; None where the record is the file
    content: bytes
    is_html: bool
    charset: str | None = None  # as its sender declared it
    told: Told = field(default_factory=Told)

    @property
    def place(self) -> str:
        """Name the record in one word, for errors."""
        return place(self.source, self.record)


@dataclass(frozen=True, slots=True)
class Refused:
    """A record that cannot become a document, and why."""

    source: str
    record: str | None
    error: BadRecord
    content: bytes | None = None  # as much of it as was read
    is_whole: bool = False  # and that is all of it

    def row(self, keep: int) -> dict[str, object]:
        """Shape a row of `rejected`: the bytes themselves where the record is a file, and small."""
        known = self.content if self.is_whole else None
        is_kept = known is not None and self.record is None and len(known) <= keep
        return {
            "source": self.source, "record": self.record, "reason": self.error.reason, "error": str(self.error),
            "hint": self.error.mend, "digest": None if known is None else sha256(known).hexdigest(),
            "n_bytes": None if known is None else len(known), "content": known if is_kept else None,
            "head": None if self.content is None else self.content[:HEAD],
        }


def place(source: str, record: str | None) -> str:
    """Name a record.

    >>> place("a.jsonl", "line 3"), place("a.txt", None)
    ('a.jsonl#line 3', 'a.txt')
    """
    return source if record is None else f"{source}#{record}"


def refuse(one: Raw, fault: str, mend: str, reason: str) -> Refused:
    """Refuse a record that was read whole."""
    return Refused(one.source, one.record, BadRecord(one.place, fault, mend, reason), one.content, is_whole=True)


def broken(
    source: str, record: str | None, fault: str, content: bytes | None = None, *, is_whole: bool = False
) -> Refused:
    """Refuse what is damaged."""
    error = BadRecord(place(source, record), fault, "Fetch or write it anew", "broken")
    return Refused(source, record, error, content, is_whole)


def too_large(source: str, record: str | None, most: int, head: bytes) -> Refused:
    """Refuse what is too large to be held."""
    error = BadRecord(place(source, record), f"is larger than {most} bytes",
                      "Cut it up, or raise read.max_record_bytes", "too-large")
    return Refused(source, record, error, head)
