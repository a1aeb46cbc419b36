"""How does the model travel in the page? As JSON that no parser of HTML takes for anything else."""

import gzip
import json
import re
from base64 import b64encode
from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any, Final

from cleaners.match.differ import Span
from cleaners.schema import ACTIONS, FATES, REASONS, REJECTIONS
from cleaners.seen import UNSEEN, pattern
from flows.report import plots
from flows.report.model import Cluster, Line, Report

# What could end or open markup, and what would turn or hide text for those who read the page's source.
ESCAPED: Final = re.compile(f"[<>&'{UNSEEN}]")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
DIGITS: Final = 4  # of scores and similarities
LEVEL: Final = 4  # of gzip; 6 takes twice as long for a twentieth of the bytes
HEAD_CHARS: Final = 300  # shown of a rejected record's first bytes
_ACTIONS: Final = tuple(ACTIONS)


def written(value: object) -> str:
    r"""Write JSON in which nothing stands that HTML would read.

    >>> print(written({"a": "</script><!--\u202e"}))
    {"a":"\u003c/script\u003e\u003c!--\u202e"}
    """
    return ESCAPED.sub(_escape, json.dumps(value, ensure_ascii=False, separators=(",", ":")))


def _escape(found: re.Match[str]) -> str:
    """Write a character as JSON can: its UTF-16, four digits a unit."""
    digits = found[0].encode("utf-16-be").hex()
    return "".join(f"\\u{digits[k : k + 4]}" for k in range(0, len(digits), 4))


def index(report: Report, blocks: Mapping[str, int]) -> dict[str, Any]:
    """Shape all but the documents' lines: what is needed when the page opens.

    `blocks` tells in which block the lines of a document are.
    """
    reasons, places, paint = _reasons(report), _places(report), plots.colours(report.reasons)
    return {
        "unseen": pattern(),
        "totals": report.manifest["totals"],
        "actions": _ACTIONS,
        "reasons": [_reason(report, reason) | {"colour": paint[reason]} for reason in reasons],
        "fates": FATES,
        "rejections": REJECTIONS,
        "documents": _documents(report, blocks),
        "hosts": [row | {"reasons": [[reasons[one["reason"]], one["lines"]] for one in row["reasons"]]}
                  for row in report.hosts.iter_rows(named=True)],
        "samples": [_sample(row, reasons, places, report.limits.line_chars)
                    for row in report.samples.iter_rows(named=True)],
        "clusters": [_cluster(cluster, places) for cluster in report.clusters],
        "rejected": [_rejected(row) for row in report.rejected.iter_rows(named=True)],
    }


def blocks(report: Report) -> tuple[list[str], dict[str, int]]:
    """Write the documents' lines in blocks that are read one by one; tell in which block each document is.

    Where they are too long together they are packed (gzip, base64), and what is too long even so is left out.
    """
    reasons, places, limits = _reasons(report), _places(report), report.limits
    texts, found = list[str](), dict[str, int]()
    block, size = list[str](), 0
    for name, page in report.texts:
        block.append(f'"{places[name]}":{written(list(_lines(page, reasons, places, limits.line_chars)))}')
        size += len(block[-1])
        found[name] = len(texts)
        if size >= limits.block_bytes:
            texts.append(f"{{{','.join(block)}}}")
            block, size = [], 0
    if block:
        texts.append(f"{{{','.join(block)}}}")
    if sum(len(text.encode()) for text in texts) <= limits.plain_bytes:
        return texts, found
    packed = [b64encode(gzip.compress(text.encode(), LEVEL, mtime=0)).decode() for text in texts]
    room = sum(size <= limits.page_bytes for size in accumulate(map(len, packed)))
    return packed[:room], {name: block for name, block in found.items() if block < room}


def tag(language: str | None, script: str | None) -> str:
    """Name a text's language as HTML does, so that Han is set in the right font.

    >>> tag("zh", "Hant"), tag("ja", "Jpan"), tag(None, "Hans"), tag('"><b', None)
    ('zh-Hant', 'ja', 'zh-Hans', '')
    """
    known = language if language and LANGUAGE.fullmatch(language) else "zh" if script in ("Hans", "Hant") else ""
    return f"{known}-{script}" if known and script in ("Hans", "Hant") else known


def _reasons(report: Report) -> dict[str, int]:
    """Number the reasons that the corpus gives."""
    return {reason: place for place, reason in enumerate(dict.fromkeys(report.reasons["reason"]))}


def _places(report: Report) -> dict[str, int]:
    """Number the documents that are listed."""
    return {name: place for place, name in enumerate(report.documents["id"])}


def _reason(report: Report, reason: str) -> dict[str, Any]:
    """Say what a reason means, and how often it was given, by action."""
    rows = report.reasons.filter(report.reasons["reason"] == reason).rows(named=True)
    step = rows[0]["step"]
    return {
        "name": reason, "step": step, "meaning": REASONS.get(step, {}).get(reason, ""),
        "counts": [[row["action"], row["lines"], row["documents"], row["chars"]] for row in rows],
    }


def _documents(report: Report, blocks: Mapping[str, int]) -> dict[str, list[Any]]:
    """Shape the listed documents by columns, which is a third of the bytes that rows take."""
    listed, places, reasons = report.documents, _places(report), _reasons(report)
    names = ("id", "title", "host", "fate", "url", "source", "record", "place")
    plain = {name: listed[name].to_list() for name in names}
    numbers = {"lines": "n_lines", "blank": "n_blank", "kept": "n_kept", "chars": "n_chars"}
    given = listed["reasons"].to_list()
    return plain | {name: listed[column].to_list() for name, column in numbers.items()} | {
        "tag": [tag(*row) for row in listed.select("language", "script").iter_rows()],
        "reasons": [[n for one in some or () for n in (reasons[one["reason"]], one["lines"])] for some in given],
        "twin": [places.get(twin, twin) for twin in listed["twin"]],
        "block": [blocks.get(name, -1) for name in listed["id"]],
    }


def _lines(page: list[Line], reasons: Mapping[str, int], places: Mapping[str, int], most: int) -> Iterator[Any]:
    """Shape a page: text of a line that stands as it came; the number of blank lines; a ledger row; {"skip": lines}."""
    at = blank = 0
    for line in page:
        is_blank = line.text is None
        if blank and (not is_blank or line.number != at):
            yield blank
            blank = 0
        if line.number != at:
            yield {"skip": line.number - at}
        at = line.number + 1
        if is_blank:
            blank += 1
        elif not line.entries:
            yield cut(line.text, most)
        else:
            yield _entry(line.entries, reasons, places, most)
    if blank:
        yield blank


def _entry(
    rows: Sequence[Mapping[str, Any]], reasons: Mapping[str, int], places: Mapping[str, int], most: int
) -> list[Any]:
    """Shape the ledger rows of a line, as base.js reads them; of all but the first, what they found."""
    row, *others = rows
    shaped = [cut(row["text"], most), _ACTIONS.index(row["action"]), reasons[row["reason"]], row["detector"],
              _round(row["score"]), cut(row["became"], most), places.get(row["twin_document"], row["twin_document"]),
              row["twin_line"], _round(row["similarity"]), row.get("evidence"),
              [[reasons[other["reason"]], other["detector"], other.get("evidence")] for other in others] or None]
    while shaped[-1] is None:
        shaped.pop()
    return shaped


def cut(text: str | None, most: int) -> str | None:
    """Cut a text that is too long, and say by how much.

    >>> cut("abcdef", 3)
    'abc… (3 characters more)'
    """
    if text is None or len(text) <= most:
        return text
    return f"{text[:most]}… ({len(text) - most:,} characters more)"


def _round(number: float | None) -> float | None:
    """Write single precision as short as it is."""
    return None if number is None else round(number, DIGITS)


def _sample(row: Mapping[str, Any], reasons: Mapping[str, int], places: Mapping[str, int], most: int) -> dict[str, Any]:
    """Shape a removed, repaired or moved line that stands for others."""
    name = row["document"]
    return {"document": places.get(name, name), "line": row["line"], "host": row["host"],
            "entry": _entry([row], reasons, places, most)}


def _cluster(cluster: Cluster, places: Mapping[str, int]) -> dict[str, Any]:
    """Shape a cluster."""
    return {
        "document": places.get(cluster.document, cluster.document), "line": cluster.line, "text": cluster.text,
        "size": cluster.size, "kinds": cluster.kinds,
        "members": [{
            "document": places.get(member.pair["document"], member.pair["document"]), "line": member.pair["line"],
            "jaccard": _round(member.pair["jaccard"]), "containment": _round(member.pair["containment"]),
            "kind": member.pair["kind"], "done": member.pair["done"], "title": member.title, "nHunks": member.n_hunks,
            "hunks": [[here, there, _spans(spans)] for here, there, spans in member.hunks],
        } for member in cluster.members],
    }


def _spans(spans: list[Span]) -> list[Any]:
    """Shape spans: a text that both have, or [of the twin, of the copy]."""
    return [same or [here, there] for same, here, there in spans]


def _rejected(row: Mapping[str, Any]) -> dict[str, Any]:
    """Shape a rejected record."""
    head = (row["head"] or b"")[: 4 * HEAD_CHARS].decode("utf-8", "backslashreplace")[:HEAD_CHARS]
    return {name: row[name] for name in ("source", "record", "reason", "error", "hint", "n_bytes")} | {"head": head}
