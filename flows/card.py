"""What does the folder's README tell whoever opens it without winnow?"""

from collections.abc import Mapping
from typing import Any, Final

from cleaners.schema import FATES, REASONS, REJECTIONS, TABLES

SIZES: Final = ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K"), (1_000_000, "100K<n<1M"),
                (10_000_000, "1M<n<10M"), (float("inf"), "n>10M"))

# What each column means, in words; a test holds this against the schema.
COLUMNS: Final[dict[str, dict[str, str]]] = {
    "documents": {
        "id": "first 128 bits of the SHA-256 of the source's bytes, in hex",
        "text": "the clean text; lines end in \\n",
        "title": "as the page's markup says, else as it prints it; then it stands in `text` too",
        "byline": "who wrote or edited it, as printed; taken out of `text`",
        "published": "ISO 8601, as far as the page tells",
        "references": "the page's list of sources; taken out of `text`",
        "url": "where it was, where that is known",
        "host": "what was registered of `url`'s host, by the public suffix list",
        "source": "the file it was read from, the first by name if there are several",
        "record": "the place in that file; null where the file is the record",
        "language": "ISO 639 code, by fastText's lid.176, or by the script where that is unsure",
        "script": "ISO 15924 code of most of its letters: Hans, Hant, Jpan, Kore, Latn, …",
        "n_chars": "code points of `text`",
        "n_lines": "lines that stand, blank ones not counted",
        "n_removed": "lines in `ledger` that were removed or became metadata",
        "n_repaired": "lines that stand and were repaired",
        "duplicate_cluster": "the keeper's id where its run removed copies of it, else null",
        "split_group": "documents of one group belong in one split; a later run's copies and excerpts join the group",
        "split": "train, validation or test, 98 : 1 : 1 by `split_group`; what joins groups of several is held out",
        "quality": "to filter by: removed_share of the lines, line_chars (mean), sentence_lines (share that end so), "
        "digit_share and letter_share of the characters",
        "run": "the run that wrote the row",
    },
    "ledger": {
        "document": "id of the document the line came from",
        "line": "0-based number of the line in its source",
        "text": "the line as it came",
        "became": "the line as repaired, null if it was not",
        "action": "remove, to-metadata (now a column of `documents`) or repair",
        "step": "which step spoke: repair, chrome, template, repeat or duplicate",
        "reason": "what was found; see below",
        "detector": "the rule or model that found it",
        "score": "its certainty, 0 to 1",
        "twin_document": "for repeats and copies: where the text stands",
        "twin_line": "and on which line there",
        "similarity": "exact Jaccard of the two lines' shingle sets",
        "run": "the run that wrote the row",
    },
    "sources": {
        "document": "id",
        "source": "file, as it was named to the run",
        "record": "the place in it: a line, row, offset, member; null where the file is the record",
        "url": "where it was fetched from, if known",
        "fetched": "when, if known",
        "digest": "SHA-256 of the record's bytes: a row's text or HTML, the body of a crawled answer",
        "n_bytes": "their number",
        "charset": "what the bytes were read as",
        "encoding": "the charset that gives the bytes back; null for pages, whose text was extracted",
        "residue": "what it writes otherwise than it was: [place in the text, characters, bytes in hex]",
        "n_undecodable": "bytes that are no character; each run of them is one U+FFFD of the text",
        "fate": "see below",
        "twin": "for duplicates: the document that stays in its place",
        "n_lines": "physical lines",
        "n_blank": "of them, those of white space alone",
        "layout": "line ends and blank lines, for `winnow restore`",
        "declared": "what a page's markup says of it: title, byline, published, site, language",
        "run": "the run that wrote the row",
    },
    "inputs": {
        "source": "an input file",
        "digest": "SHA-256 of its bytes",
        "n_bytes": "their number",
        "n_records": "records in it, those rejected too; of a file of known content, as when it was read",
        "n_rejected": "of them, those rejected",
        "form": "how it was read: a digest of the settings of reading, null where they had no bearing",
        "run": "the run that met it",
    },
    "duplicates": {
        "document": "id of the copy",
        "line": "its line; null where the whole document is meant",
        "twin_document": "id of the original",
        "twin_line": "its line",
        "jaccard": "exact, of the two shingle sets",
        "containment": "share of the smaller set that stands in the larger; null where it was not computed",
        "kind": "exact, near or cross-script",
        "done": "what was done to the copy",
        "run": "the run that wrote the row",
    },
    "templates": {
        "host": "the host whose pages have the line",
        "text": "the line, or the least of its forms: digits count as one",
        "place": "where it mostly stands: head, tail or body of the page; null where only a person knows the line",
        "pages": "pages of the host that have it, of all runs so far; versions of one text count once",
        "share": "of the host's pages",
        "company": "share of those pages on which the same neighbour stands beside it; null where a person decided",
        "verdict": "remove, unsure (it stays) or keep (a person's word)",
        "key": "half the digest of its match key, digits masked",
        "run": "the run that went by it",
    },
    "rejected": {
        "source": "file",
        "record": "the record in it, null where the file is one record",
        "reason": "see below",
        "error": "what is wrong",
        "hint": "how to mend it",
        "digest": "SHA-256 of its bytes, where they could be read",
        "n_bytes": "their number",
        "content": "the bytes themselves, where the record is a file and they are few",
        "head": "the first of them",
        "run": "the run that wrote the row",
    },
}


def card(manifest: Mapping[str, Any]) -> str:
    """Write the dataset card of a corpus from its manifest: front matter for the Hugging Face hub, then prose."""
    totals = manifest["totals"]
    head = ["---", "configs:"]
    for name in TABLES:
        head += [f"- config_name: {name}", *(["  default: true"] if name == "documents" else []),
                 f"  data_files: {name}/*.parquet"]
    size = next(label for most, label in SIZES if totals["documents"] < most)
    head += ["size_categories:", f"- {size}", "tags:", "- winnow", "---", ""]
    return "\n".join([*head, *_counts(totals), *_loading(), *_dictionary()]) + "\n"


def _counts(totals: Mapping[str, Any]) -> list[str]:
    """Tell what came in and what became of it."""
    return [
        "# A corpus cleaned by winnow", "",
        f"{totals['records']:,} records came in; {totals['documents']:,} documents stand.",
        "Every line that is missing from them is in the table `ledger`, with who took it and why.", "",
        "| what became of the records | |", "|---|--:|",
        *(f"| {fate} | {n:,} |" for fate, n in totals["fates"].items()), "",
        "| what became of the lines | |", "|---|--:|",
        f"| kept | {totals['kept']:,} |",
        *(f"| removed: {reason} | {n:,} |" for reason, n in totals["removed_by"].items()),
        *(f"| made metadata: {reason} | {n:,} |" for reason, n in totals["to_metadata_by"].items()),
        f"| blank | {totals['blank']:,} |",
        f"| all | {totals['lines']:,} |", "",
        "Of the lines kept, these were repaired:", "", "| repair | |", "|---|--:|",
        *(f"| {reason} | {n:,} |" for reason, n in totals["repaired_by"].items()), "",
    ]


def _loading() -> list[str]:
    """Show how it is opened."""
    return [
        "## Opening it", "", "```python",
        'polars.read_parquet("documents/*.parquet")',
        "duckdb.sql(\"SELECT step, reason, detector, text FROM 'ledger/*.parquet' WHERE document = '…'\")",
        'datasets.load_dataset(".", "documents")  # or "ledger", "sources", "duplicates", "rejected"',
        "```", "",
        "`report.html` shows, in a browser, what went and why, with documents before and after.", "",
        "`winnow why . DOCUMENT:LINE` tells a line's story, `winnow restore . --out DIR` gives the sources back byte",
        "for byte, `winnow verify .` checks digests, counts and totals.", "",
    ]


def _dictionary() -> list[str]:
    """Say what every column and every word in it means."""
    text = ["## Columns", ""]
    for table, columns in COLUMNS.items():
        text += [f"### {table}", "", "| column | type | meaning |", "|---|---|---|"]
        text += [f"| {name} | {_type(table, name)} | {meaning} |" for name, meaning in columns.items()] + [""]
    text += ["## Reasons", "", "| step | reason | what was found |", "|---|---|---|"]
    text += [f"| {step} | {reason} | {what} |" for step, reasons in REASONS.items() for reason, what in reasons.items()]
    text += ["", "## Fates of a source", "", "| fate | |", "|---|---|", *(f"| {k} | {v} |" for k, v in FATES.items())]
    return [*text, "", f"Records are rejected as: {', '.join(REJECTIONS)}."]


def _type(table: str, column: str) -> str:
    """Name a column's type as Polars does."""
    name = str(TABLES[table][column])
    return "Struct" if name.startswith("Struct") else name
