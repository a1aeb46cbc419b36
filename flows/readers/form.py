"""What is this file, going by what it holds?"""

import json
import re
from pathlib import PurePosixPath
from typing import Final

FOREWORD: Final = rb"(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}>\s*|<!--.{0,2000}?-->\s*)*"
HTML: Final = re.compile(
    FOREWORD + rb"<(?:!doctype\s+html|html|head|body|meta|title|"
    rb"script|link|div|p|table|h1|center|article|section|main|ul|ol|base|style|frameset|font|span|a|br|b)\b",
    re.IGNORECASE | re.DOTALL,
)
# A text may begin with a tag that it speaks of; what is called a text is a page if it says so, or is built of blocks.
PAGE: Final = re.compile(FOREWORD + rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL)
BLOCK_END: Final = re.compile(
    rb"</(?:p|div|table|tr|td|h[1-6]|ul|ol|li|center|article|section|main|head|style)\s*>", re.IGNORECASE
)
MIN_BLOCKS: Final = 3
LOOKED: Final = 1 << 14  # bytes in which they end
TEXT_NAMES: Final = (".txt", ".text", ".md", ".markdown")
ENTITY: Final = re.compile(rb"<!ENTITY\s+(?:%\s+)?([\w.:-]{1,80})\s+([\"'][^\"'<>]{0,10000})")
REFERENCE: Final = re.compile(rb"[&%]([\w.:-]{1,80});")
PROLOGUE: Final = 1 << 16  # bytes in which a page declares its entities
TAR_MAGIC: Final = (257, b"ustar")
TABS: Final = (".tsv", ".tab")
JSON_NAMES: Final = (".jsonl", ".ndjson", ".json", ".jl")
PACKED_NAMES: Final = (".gz", ".zst", ".zstd", ".bz2", ".xz", ".lzma")
# What has text in it, but is not text; told by the name where the bytes do not tell it.
FOREIGN: Final = (".7z", ".pdf", ".doc", ".docx", ".rar", ".odt", ".epub", ".xls", ".xlsx")
NAMED: Final = {"warc": (".warc", ".wet"), "json": JSON_NAMES, "csv": (".csv",), "tsv": TABS, "text": TEXT_NAMES,
                "page": (".html", ".htm", ".xhtml")}


def is_html(head: bytes) -> bool:
    """Claim that bytes begin as a page does; UTF-16 is looked at too.

    >>> is_html(b"<!DOCTYPE html><title>x"), is_html(b"a < b"), is_html("<p>".encode("utf-16"))
    (True, False, True)
    """
    return HTML.match(plain(head[:4096]) if b"\0" in head[:4096] else head) is not None


def is_page(head: bytes) -> bool:
    """Claim that a file is a page, whatever its name says.

    >>> is_page(b"<b> makes text bold, </b> ends it"), is_page(b"<p>one</p><p>two</p><div>three</div>")
    (False, True)
    """
    head = plain(head[:LOOKED]) if b"\0" in head[:4096] else head[:LOOKED]
    return PAGE.match(head) is not None or (is_html(head) and len(BLOCK_END.findall(head)) >= MIN_BLOCKS)


def plain(head: bytes) -> bytes:
    """Return the ASCII of a beginning in UTF-8, 16 or 32, without its mark."""
    return head.replace(b"\0", b"").lstrip(b"\xff\xfe").removeprefix(b"\xef\xbb\xbf")


def is_bomb(content: bytes) -> bool:
    """Claim that a page declares entities that are made of other entities it declares: nine of them are a gigabyte.

    >>> is_bomb(b'<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><p>&b;')
    True
    >>> is_bomb(b'<!DOCTYPE html [<!ENTITY nbsp "&#160;"><!ENTITY c "&copy; we">]><p>&c;')
    False
    """
    head = content[:PROLOGUE]
    if b"<!ENTITY" not in (head := head.replace(b"\0", b"") if b"\0" in head else head):
        return False
    values = dict(ENTITY.findall(head))
    return any(values.keys() & set(REFERENCE.findall(value)) for value in values.values())


def named(name: str) -> str:
    """Return what a name says of the form of a file: the same bytes are read alike under names that say the same.

    >>> named("a.jsonl.gz"), named("b.JSON"), named("notes.doc"), named("notes")
    ('json', 'json', 'foreign', '')
    """
    stem = name.lower()
    if PurePosixPath(stem).suffix in FOREIGN:
        return "foreign"
    while stem.endswith(PACKED_NAMES):
        stem = stem.rpartition(".")[0]
    return next((form for form, suffixes in NAMED.items() if stem.endswith(suffixes)), "")


def tell(name: str, head: bytes) -> str:
    """Return the form of a file: parquet, warc, tar, zip, json, csv, tsv, html or text.

    The name counts only where the bytes leave it open.

    >>> tell("a.txt.gz", b'{"text": "x"}'), tell("a.csv", b"text"), tell("a.jsonl", b"<html>"), tell("a.md", b"<b> x")
    ('json', 'csv', 'html', 'text')
    """
    said = named(name)
    claims = {
        "parquet": head.startswith(b"PAR1"),
        "warc": head.lstrip(b"\r\n").startswith((b"WARC/0.", b"WARC/1.")) or said == "warc",
        "zip": head.startswith((b"PK\x03\x04", b"PK\x05\x06")),
        "tar": head[TAR_MAGIC[0] :].startswith(TAR_MAGIC[1]),
        "html": is_page(head) if said == "text" else is_html(head),
        "json": said == "json" or _is_json_line(head),
        "csv": said == "csv",
        "tsv": said == "tsv",
        "page": bool(head) and said == "page",
    }
    found = next((form for form, is_claimed in claims.items() if is_claimed), "text")
    return "html" if found == "page" else found


def _is_json_line(head: bytes) -> bool:
    """Claim that the first line is a JSON object: no text begins so."""
    head = plain(head)
    if not head.startswith(b'{"'):
        return False
    try:
        return isinstance(json.loads(head.partition(b"\n")[0].decode("utf-8", "replace")), dict)
    except (ValueError, RecursionError):
        return False
