"""Which text do these bytes hold?"""

import codecs
from typing import Final

from cleaners.errors import BadRecord

# The marks of RFC 3629 and RFC 2781; Python's codec of that name writes the mark again, so the way back is exact.
MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"))
# First bytes of what is surely no text, whatever its name.
MAGIC: Final = (b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x28\xb5\x2f\xfd",
                b"BZh", b"PAR1", b"\x7fELF", b"SQLite format 3")
CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\x0b\x0c\r\x1b"))
BINARY: Final = ("is a binary file", "Extract its text first, or take it out of the source", "binary")
MOST_CONTROLS: Final = 0.02  # share of control characters; a stray one or two stands in many a real page


def decode(place: str, content: bytes) -> tuple[str, str]:
    """Return the text of a record and the name of its encoding; encoding the text again gives the same bytes.

    Never replaces what it cannot read: raises BadRecord for bytes that are no text or not UTF-8 (UTF-16 with a mark).

    >>> decode("a.txt", "轉".encode("utf-8-sig"))
    ('轉', 'utf-8-sig')
    """
    if content.startswith(MAGIC):
        raise BadRecord(place, *BINARY)
    encoding = next((name for mark, name in MARKS if content.startswith(mark)), "utf-8")
    if encoding != "utf-16" and len(content.translate(None, CONTROLS)) < (1 - MOST_CONTROLS) * len(content):
        raise BadRecord(place, *BINARY)
    try:
        text = content.decode(encoding)
    except UnicodeDecodeError as error:
        raise BadRecord(
            place,
            f"is not {encoding}: byte 0x{content[error.start]:02x} at {error.start}",
            "Convert it to UTF-8 (iconv -f GB18030 -t UTF-8, say)",
            "encoding",
        ) from error
    if text.encode(encoding) != content:
        raise BadRecord(place, f"is {encoding} that cannot be written back", "Convert it to UTF-8", "encoding")
    return text, encoding
