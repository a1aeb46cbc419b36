"""What travels, and in which words? The frames, the published tables, the closed vocabularies and the ids."""

from hashlib import sha256
from typing import Final, NewType

import polars as pl

from cleaners.errors import BadFrame
from cleaners.quality.signals import SIGNALS

DocumentId = NewType("DocumentId", str)

VERSION: Final = 2  # of the published tables; a changed column is a new version (tests/test_contract.py)

# What was found in a line, by the step that finds it. Shared with the labels of the development pages.
REASONS: Final[dict[str, dict[str, str]]] = {
    "repair": {
        "pinyin-annotation": "readings inserted after characters, as in 轉(zhuǎn)",
        "pinyin-annotation+gbk-mojibake": "such readings, and bytes shifted where one fell across two characters",
        "entities": "HTML character references left in text, as in &nbsp;",
        "mojibake": "text decoded with the wrong encoding",
        "invisible": "zero-width, control and other characters nobody sees, and terminals' codes",
        "odd-spaces": "no-break and other unusual spaces between words",
    },
    "chrome": {
        "nav": "menus, breadcrumbs, section names, page turns",
        "title-repeat": "the title, printed once more",
        "related-links": "headings and teasers of other pages",
        "promo": "advertisements",
        "call-to-action": "follow, scan, subscribe, download, contribute",
        "tags": "lists of keywords",
        "login": "sign in, register",
        "copyright": "rights and reprint rules",
        "disclaimer": "the site disowning its content",
        "references": "the list of sources, which becomes a column",
        "byline": "who wrote or edited it and where it is from, which becomes a column",
        "footer": "company, contact and licence lines at the foot",
        "logo": "the name or alternative text of a picture",
        "timestamp": "a date or time that stands alone",
        "share": "share and like buttons and counters",
        "widget": "page tools: font size, print, weather, search",
        "comments": "the readers' comments and their form",
        "profile": "a card about the author or the account",
        "form": "fields and buttons",
        "spam": "text planted by others",
    },
    "template": {"template": "a line that recurs over this host's pages in like positions"},
    "repeat": {
        "body-repeat": "a run of lines that repeats an earlier run",
        "adjacent-repeat": "the same line as the one above it",
        "near-repeat": "an edited copy of an earlier run",
        "cross-script-repeat": "an earlier run, in the other Chinese script",
    },
    "duplicate": {
        "document-copy": "the whole document stands elsewhere in the corpus",
        "document-near-copy": "the whole document stands elsewhere, edited or in the other Chinese script",
        "document-excerpt": "the whole document stands inside a longer one",
        "shared-paragraph": "the paragraph stands in another document (only where `match.paragraphs` says remove)",
    },
    "filter": {
        "signal": "the whole document: a signal of `quality` is beyond what the profile or `[filter]` allows",
        "other-language": "the whole document: it is in none of the languages that `filter.languages` names",
        "contaminated": "the whole document: it holds a text of an evaluation file",
    },
    "pii": {"personal-data": "personal data, masked where it stood (only where `mask_pii` says so)"},
    "contamination": {"evaluation-text": "n-grams of an evaluation file's record; the line stands"},
}
STEPS: Final = tuple(REASONS)
ACTIONS: Final = {
    "remove": "it is no longer in `documents`",
    "to-metadata": "neither, but its names, its date or its sources are in `byline`, `published` or `references`",
    "repair": "it stands, repaired",
    "mask": "it stands, with placeholders for personal data",
    "mark": "nothing, for this reason",
}
# Personal data: each kind passes the checks in cleaners/quality/pii.py, and is masked as <KIND>.
PERSONAL: Final = {
    "email": "e-mail address",
    "prc_id": "resident identity number of the PRC, by its check digit",
    "tw_id": "identity number of Taiwan, by its check digit",
    "bank_card": "bank card number, by issuer, length and Luhn's check digit",
    "phone": "telephone number of the PRC, of Taiwan, or with a + and its country",
    "ip": "IPv4 or IPv6 address on the public network; one of small numbers, as 8.8.8.8, where it is called one",
}

# One row is a physical line, in order of document and line; blank lines are there too.
LINES: Final = pl.Schema({
    "document": pl.UInt64,  # row of the documents in this shard
    "line": pl.UInt32,      # 0-based position in the document
    "text": pl.String,      # without its line end; as repaired, once repaired
})
# What a detector says of each line, row by row; all null where it lets the line stand.
VERDICTS: Final = pl.Schema({
    "action": pl.String,    # one of ACTIONS
    "step": pl.String,      # one of STEPS
    "reason": pl.String,    # one of REASONS[step]
    "detector": pl.String,  # the rule or model that spoke
    "score": pl.Float32,    # its certainty, 0 to 1
    "twin_line": pl.UInt32,  # the line of the same document that this one repeats
    "similarity": pl.Float32,  # to the twin: exact Jaccard of shingle sets
})

FATES: Final = {
    "kept": "a row of documents",
    "copy": "the same bytes as another source of the same document, of this run or an earlier one",
    "duplicate": "its clean text stands in another document, its twin",
    "empty": "no line of it stands",
    "filtered": "left out by the profile or by `[filter]`; why is in `ledger`",
}
# Why an input record could not become a document.
REJECTIONS: Final = {
    "unreadable": "the file could not be opened or read",
    "broken": "cut off, changed, or not what its own header says",
    "binary": "no text, whatever its name",
    "encoding": "text in no charset that makes sense of its bytes",
    "format": "of a form that is not read, or without the fields that are",
    "too-large": "larger than `read.max_record_bytes`",
    "too-costly": "a page that took too much time or memory to extract, or broke the extractor",
    "no-text": "a page without main text, or an empty answer",
    "status": "an answer of the server that is no page: an error, a redirection",
}

# The published tables. Every column of every file has the type that stands here; what it means stands in the card.
TABLES: Final[dict[str, pl.Schema]] = {
    "documents": pl.Schema({
        "id": pl.String, "text": pl.String, "title": pl.String, "byline": pl.String, "published": pl.String,
        "references": pl.List(pl.String), "url": pl.String, "host": pl.String, "source": pl.String,
        "record": pl.String,
        "language": pl.String, "script": pl.String,
        "n_chars": pl.UInt32, "n_lines": pl.UInt32, "n_removed": pl.UInt32, "n_repaired": pl.UInt32,
        "n_tokens": pl.UInt32,
        "duplicate_cluster": pl.String, "split_group": pl.String, "split": pl.String,
        "quality": pl.Struct({signal.name: signal.dtype for signal in SIGNALS}),
        "pii": pl.List(pl.Struct({"kind": pl.String, "start": pl.UInt32, "end": pl.UInt32})),
        "pii_counts": pl.Struct(dict.fromkeys(PERSONAL, pl.UInt32)),
        "contaminated": pl.Boolean,
        "run": pl.String,
    }),
    "ledger": pl.Schema({
        "document": pl.String, "line": pl.UInt32, "text": pl.String, "became": pl.String, "action": pl.String,
        "step": pl.String, "reason": pl.String, "detector": pl.String, "score": pl.Float32,
        "twin_document": pl.String, "twin_line": pl.UInt32, "similarity": pl.Float32,
        "evidence": pl.String, "start": pl.UInt32, "end": pl.UInt32, "run": pl.String,
    }),
    "sources": pl.Schema({
        "document": pl.String, "source": pl.String, "record": pl.String, "url": pl.String, "fetched": pl.String,
        "digest": pl.String, "n_bytes": pl.UInt64, "charset": pl.String, "encoding": pl.String, "residue": pl.String,
        "n_undecodable": pl.UInt32, "fate": pl.String, "twin": pl.String, "n_lines": pl.UInt32,
        "n_blank": pl.UInt32, "layout": pl.String, "masked_digest": pl.String,
        "declared": pl.Struct({
            "title": pl.String, "byline": pl.String, "published": pl.String, "site": pl.String, "language": pl.String,
        }),
        "run": pl.String,
    }),
    "inputs": pl.Schema({
        "source": pl.String, "digest": pl.String, "n_bytes": pl.UInt64, "n_records": pl.UInt64,
        "n_rejected": pl.UInt64, "form": pl.String, "run": pl.String,
    }),
    "duplicates": pl.Schema({
        "document": pl.String, "line": pl.UInt32, "twin_document": pl.String, "twin_line": pl.UInt32,
        "n_letters": pl.UInt32, "jaccard": pl.Float32, "containment": pl.Float32, "kind": pl.String, "done": pl.String,
        "run": pl.String,
    }),
    "templates": pl.Schema({
        "host": pl.String, "text": pl.String, "place": pl.String, "pages": pl.UInt32, "share": pl.Float32,
        "company": pl.Float32, "verdict": pl.String, "key": pl.UInt64, "run": pl.String,
    }),
    "rejected": pl.Schema({
        "source": pl.String, "record": pl.String, "reason": pl.String, "error": pl.String, "hint": pl.String,
        "digest": pl.String, "n_bytes": pl.UInt64, "content": pl.Binary, "head": pl.Binary, "run": pl.String,
    }),
}


def identify(content: bytes) -> DocumentId:
    """Return a document's id: the first 128 bits of the SHA-256 of its content's bytes, in hex.

    >>> identify(b"")
    'e3b0c44298fc1c149afbf4c8996fb924'
    """
    return DocumentId(sha256(content).hexdigest()[:32])


def checked(frame: pl.DataFrame, schema: pl.Schema, name: str) -> pl.DataFrame:
    """Return the frame's declared columns, in their order.

    Raises BadFrame where a column is missing or of another type, naming it.
    """
    for column, dtype in schema.items():
        found = frame.schema.get(column)
        if found != dtype:
            raise BadFrame(name, f"column '{column}' is {found}, not {dtype}", "Report this as a fault of winnow")
    return frame.select(list(schema))
