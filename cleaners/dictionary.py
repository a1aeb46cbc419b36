"""What does every column of every table mean, in which unit, and where is it null? The card and `winnow schema` ask."""

from typing import Final, NamedTuple

from cleaners.match.guards import KINDS
from cleaners.quality.signals import SIGNALS
from cleaners.schema import ACTIONS, FATES, PERSONAL, REASONS, REJECTIONS, STEPS
from cleaners.splits import SPLITS


class Column(NamedTuple):
    """A column of a published table, or a field of one."""

    meaning: str
    unit: str = ""  # of a number; of other values, what form they have
    null: str = ""  # where there is no value; never, if this is empty
    values: tuple[str, ...] = ()  # all that it can be, where that is a closed list


_ID = "32 hex digits"
_FOUND = tuple(sorted({reason for step in REASONS.values() for reason in step}))
_RUN = Column("the run that wrote the row", "6 digits, 12 hex digits")
COLUMNS: Final[dict[str, dict[str, Column]]] = {
    "documents": {
        "id": Column("first 128 bits of the SHA-256 of the source's bytes", _ID),
        "text": Column("the clean text; lines end in \\n"),
        "title": Column("as the record or the page's markup says, else as printed; then it stands in `text` too",
                        null="none found"),
        "byline": Column("who made it: authors, then others and where it is from behind their roles, as in Jane Doe; "
                         "来源: 新华网; as printed and taken out of `text` (its lines are in `ledger`), or declared "
                         "(`sources.declared`), if that is somebody", null="none found"),
        "published": Column("when, as printed and taken out of `text`, with the time where it is printed, in whatever "
                            "zone; else as declared", "ISO 8601", "it does not say"),
        "references": Column("the page's list of sources; taken out of `text`", "lines"),
        "url": Column("where it was", "URL", "not known"),
        "host": Column("what was registered of `url`'s host, by the public suffix list", "domain", "`url` is"),
        "source": Column("the file it was read from, the first by name if there are several", "path or URL"),
        "record": Column("the place in that file: a line, row, offset, member", null="the file is the record"),
        "language": Column("by fastText's lid.176, or by the script where that is unsure", "ISO 639", "neither tells"),
        "script": Column("of most of its letters: Hans, Hant, Jpan, Kore, Latn, …", "ISO 15924", "no letter's is told"),
        "n_chars": Column("length of `text`", "code points"),
        "n_lines": Column("lines that stand, blank ones not counted", "lines"),
        "n_removed": Column("lines in `ledger` that were removed or became metadata", "lines"),
        "n_repaired": Column("lines that stand and were repaired", "lines"),
        "n_tokens": Column("by the tokenizer that the settings name, else estimated: 0.6 for a Chinese or Japanese "
                           "character, 0.3 for any other that is no white space, rounded up", "tokens"),
        "duplicate_cluster": Column("the keeper's id where its run removed copies of it", _ID, "there are none"),
        "split_group": Column("documents of one group are alike and belong in one split; what a later run brings joins "
                              "the group of what it is like", _ID),
        "split": Column("by `split_group`, in the shares that the settings name; none for what is like documents of "
                        "several splits", values=SPLITS),
        "quality": Column("signals to filter by"),
        **{f"quality.{s.name}": Column(s.meaning, s.unit, s.null) for s in SIGNALS},
        "pii": Column("personal data in `text`, in order; what was masked is none, and stands in `ledger`", "spans"),
        "pii.kind": Column("what it is", values=tuple(PERSONAL)),
        "pii.start": Column("where it begins in `text`", "code points"),
        "pii.end": Column("where it ends", "code points"),
        "pii_counts": Column("the same, counted"),
        **{f"pii_counts.{kind}": Column(meaning, "spans") for kind, meaning in PERSONAL.items()},
        "contaminated": Column("it holds a text of an evaluation file; which one is in `ledger`", null="no evaluation "
                               "files were named"),
        "run": _RUN,
    },
    "ledger": {
        "document": Column("id of the document the line came from", _ID),
        "line": Column("number of the line in its source", "lines, from 0"),
        "text": Column("the line as it came; personal data masked, if the settings say so"),
        "became": Column("the line as repaired or masked", null="it was neither"),
        "action": Column("what was done", values=tuple(ACTIONS)),
        "step": Column("which step spoke", values=STEPS),
        "reason": Column("what was found; see below", values=_FOUND),
        "detector": Column("the rule, model or signal that found it"),
        "score": Column("its certainty", "0 to 1"),
        "twin_document": Column("for repeats and copies: where the text stands", _ID, "there is none"),
        "twin_line": Column("and on which line there", "lines, from 0", "there is none"),
        "similarity": Column("exact Jaccard of the two lines' shingle sets", "0 to 1", "not compared"),
        "evidence": Column("for filters the signal, its value and the bound; for evaluation texts the file and record",
                           null="the reason says all"),
        "start": Column("where in the line as it stands the evaluation text begins", "code points", "no such text"),
        "end": Column("and where it ends", "code points", "no such text"),
        "run": _RUN,
    },
    "sources": {
        "document": Column("id", _ID),
        "source": Column("file, as it was named to the run", "path or URL"),
        "record": Column("the place in it: a line, row, offset, member; behind it the record's own id, as in line 3, "
                         "id k, and of a page that the crawler cut off, truncated: why", null="the file is the record"),
        "url": Column("where it was fetched from", "URL", "not known"),
        "fetched": Column("when; of JSONL, CSV and Parquet the field that `date` names in `[read.columns]`",
                          "ISO 8601, as the crawler wrote it", "not known"),
        "digest": Column("of the record's bytes: a row's text or HTML, the body of a crawled answer", "SHA-256, hex"),
        "n_bytes": Column("their number", "bytes"),
        "charset": Column("what the bytes were read as", "charset"),
        "encoding": Column("the charset that gives the bytes back", "charset", "of pages, whose text was extracted"),
        "residue": Column("what it writes otherwise than it was: [place in the text, characters, bytes in hex]", "JSON",
                          "nothing"),
        "n_undecodable": Column("bytes that are no character; each run of them is one U+FFFD of the text", "bytes"),
        "fate": Column("what became of it; see below", values=tuple(FATES)),
        "twin": Column("for duplicates: the document that stays in its place", _ID, "it is none"),
        "n_lines": Column("physical lines", "lines"),
        "n_blank": Column("of them, those of white space alone", "lines"),
        "layout": Column("line ends and blank lines, for `winnow restore`", "JSON"),
        "masked_digest": Column("of its lines as masked, joined by \\n; then `encoding` is utf-8", "SHA-256, hex",
                                "nothing was masked"),
        "declared": Column("what a record, else its page's markup, says of it, true or not"),
        "declared.title": Column("title", null="it does not say"),
        "declared.byline": Column("author", null="it does not say"),
        "declared.published": Column("date", "as it is written there", "it does not say"),
        "declared.site": Column("name of the site", null="it does not say"),
        "declared.language": Column("language", "as it is written there", "it does not say"),
        "run": _RUN,
    },
    "inputs": {
        "source": Column("an input file", "path or URL"),
        "digest": Column("of its bytes", "SHA-256, hex", "not taken, where that saves no time"),
        "n_bytes": Column("their number", "bytes", "not known"),
        "n_records": Column("records in it, those rejected too; of a file of known content, as when it was read",
                            "records"),
        "n_rejected": Column("of them, those rejected", "records"),
        "form": Column("how it was read: a digest of the settings of reading", "hex", "they had no bearing"),
        "run": Column("the run that met it", "6 digits, 12 hex digits"),
    },
    "duplicates": {
        "document": Column("id of the copy", _ID),
        "line": Column("its line", "lines, from 0", "the whole document is meant"),
        "twin_document": Column("id of the original", _ID),
        "twin_line": Column("its line", "lines, from 0", "the whole document is meant"),
        "n_letters": Column("letters, marks and digits of the shorter line", "characters",
                            "whole documents, or lines of one"),
        "jaccard": Column("exact, of the two shingle sets; of documents found by their lines, by those in common",
                          "0 to 1", "not compared"),
        "containment": Column("share of the smaller set that stands in the larger", "0 to 1", "not computed"),
        "kind": Column("how they are alike", values=KINDS),
        "done": Column("what was done to the copy", values=("removed", "kept")),
        "run": _RUN,
    },
    "templates": {
        "host": Column("the host whose pages have the line", "domain"),
        "text": Column("the line, or the least of its forms: digits count as one"),
        "place": Column("where it mostly stands: head, tail or body of the page", null="only a person knows the line"),
        "pages": Column("pages of the host that have it, of all runs so far; versions of one text count once", "pages"),
        "share": Column("of the host's pages", "0 to 1", "only a person knows the line"),
        "company": Column("share of those pages on which the same neighbour stands beside it", "0 to 1",
                          "a person decided"),
        "verdict": Column("remove, unsure (it stays) or keep (a person's word)"),
        "key": Column("half the digest of its match key, digits masked", "digest"),
        "run": Column("the run that went by it", "6 digits, 12 hex digits"),
    },
    "rejected": {
        "source": Column("file", "path or URL"),
        "record": Column("the record in it", null="the file is one record"),
        "reason": Column("why; see below", values=tuple(REJECTIONS)),
        "error": Column("what is wrong"),
        "hint": Column("how to mend it"),
        "digest": Column("of its bytes: a file's, a line's or row's as it is written, the body of a crawled answer",
                         "SHA-256, hex", "they were not read to their end, or are those of a row of Parquet"),
        "n_bytes": Column("their number", "bytes", "the digest is"),
        "content": Column("the bytes themselves", "bytes", "the digest is, the record is no file, they are many, or "
                          "data is masked"),
        "head": Column("the first 256 of them", "bytes", "none could be read, they are those of a row of Parquet, or "
                       "data is masked"),
        "run": _RUN,
    },
}
