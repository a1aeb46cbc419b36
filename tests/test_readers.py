"""Does every record that lies in a source become a document or a rejected row, once, and no worse?"""

import bz2
import gzip
import json
import lzma
import os
import subprocess
import sys
import tarfile
from dataclasses import dataclass, field

import polars as pl
import pytest
import zstandard

from cleaners import charsets, lines
from cleaners.errors import BadSource
from flows import readers
from flows.readers import Columns, form
from flows.readers.walk import records
from tests.conftest import ROOT
from tests.crawled import FABLE, SHOWN, STORY, http, page, warc


@dataclass(frozen=True)
class Limits:
    """Settings of the readers."""

    shard_bytes: int = 1 << 20
    max_record_bytes: int = 1 << 22
    keep_rejected_bytes: int = 1 << 16
    columns: Columns = field(default_factory=Columns)
    page_seconds: float = 5.0
    page_memory: int = 1 << 29
    page_bytes: int = 10 << 20


PACKINGS = {"": lambda b: b, ".gz": gzip.compress, ".zst": zstandard.compress, ".bz2": bz2.compress, ".xz": lzma.compress}


def take(path, limits=None):
    """Read a file or folder into records and rejected rows."""
    files = readers.find((str(path),)).files
    found, _, rejected, _ = readers.read(tuple(name for name, _ in files), limits or Limits())
    return found, rejected


def texts(path):
    """Read a file into its texts, in the order of its records."""
    files = readers.find((str(path),)).files
    found, split, rejected, _ = readers.read(tuple(name for name, _ in files), Limits())
    assert rejected.height == 0, rejected
    by_document = {n: "\n".join(rows["text"]) for (n,), rows in split.group_by("document", maintain_order=True)}
    return [by_document.get(n, "") for n in found["document"]]


@pytest.mark.parametrize("packing", PACKINGS)
def test_every_form_in_every_packing(tmp_path, packing):
    """Text, HTML, WARC, WET, JSONL, CSV: the same lines, whatever the file is packed in and called."""
    rows = [{"id": "a", "text": STORY, "url": "http://a.example/1", "date": "2024-01-02"}, {"id": 2, "html": page().decode()}]
    csv = f'id,text,url\n1,"{STORY}\n""再见""",http://a.example/1\n'
    forms = {
        "a.txt": (STORY.encode(), [STORY]),
        "b.html": (page(), [SHOWN]),
        "c.warc": (warc(http(page())) + warc(b"", "warcinfo"), [SHOWN]),
        "d.wet": (warc(STORY.encode(), "conversion"), [STORY]),
        "e.jsonl": ("\n".join(map(json.dumps, rows)).encode(), [STORY, SHOWN]),
        "f.csv": (csv.encode("gb18030"), [STORY + '\n"再见"']),
        "g.tsv": (csv.replace(",", "\t").encode(), [STORY + '\n"再见"']),
        "h.json": (json.dumps(rows).encode(), [STORY, SHOWN]),
        "i": (page(), [SHOWN]),  # by content alone
    }
    for name, (content, expected) in forms.items():
        path = tmp_path / (name + packing)
        path.write_bytes(PACKINGS[packing](content))
        assert texts(path) == expected, name


@pytest.mark.parametrize("packing", PACKINGS)
def test_a_text_that_speaks_of_tags_is_no_page(tmp_path, packing):
    """What is called a text and begins with a tag keeps it, unless it is built as a page is."""
    spoken = "<b> 标签表示加粗,以 </b> 结束。\n<p> 标签另起一段,以 </p> 结束。\n" + STORY
    built = f"<div><h1>老屋</h1><p>{STORY}</p><p>{FABLE}</p></div>"
    for name in ("a.txt", "b.text", "c.MD"):
        path = tmp_path / (name + packing)
        for content, expected in ((spoken.encode(), spoken), (spoken.encode("utf-16"), spoken), (page(), SHOWN)):
            path.write_bytes(PACKINGS[packing](content))
            assert texts(path) == [expected], name
    assert form.tell("a.txt", built.encode()) == "html"
    assert form.tell("a", spoken.encode()) == "html"  # nothing says that it is none


def test_a_record_says_where_it_lay(tmp_path):
    """Line, row, offset, record id and member stand in `record`; URL and date go along."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"id": "k", "text": "x", "url": "http://u.example/", "date": "2024"}))
    first = warc(http(page()), number=7)
    (tmp_path / "b.warc").write_bytes(first + warc(http(page("新镇")), number=8))
    pl.DataFrame({"text": ["p"], "url": ["http://p.example/"]}).write_parquet(tmp_path / "c.parquet")
    with tarfile.open(tmp_path / "d.tar.gz", "w:gz") as archive:
        archive.add(tmp_path / "a.jsonl", "in/a.jsonl")
    found, rejected = take(tmp_path)
    assert rejected.height == 0
    where = [(source.rpartition("/")[2], record) for source, record in found.select("source", "record").rows()]
    assert where == [
        ("a.jsonl", "line 1, id k"), ("b.warc", "offset 0 <urn:uuid:00000007>"),
        ("b.warc", f"offset {len(first)} <urn:uuid:00000008>"), ("c.parquet", "row 1"),
        ("d.tar.gz", "in/a.jsonl > line 1, id k"),
    ]
    assert found.select("url", "fetched").rows()[:2] == [
        ("http://u.example/", "2024"), ("http://news.example.com.cn/a", "2024-05-06T07:08:09Z"),
    ]
    assert found["meta_title"].to_list() == [None, "老屋", "新镇", None, None]


def test_columns_are_named_in_the_settings(tmp_path):
    """Another name for each field is enough."""
    (tmp_path / "a.jsonl").write_text(json.dumps({"body": "x", "link": "http://u.example/", "text": 5}))
    found, _ = take(tmp_path, Limits(columns=Columns(text="body", url="link")))
    assert found["url"].to_list() == ["http://u.example/"]
    _, rejected = take(tmp_path)
    assert rejected["reason"].to_list() == ["format"]


def test_a_record_says_what_it_is(tmp_path):
    """Its own title, and where they are named its author and date, go before what a page's markup declares."""
    row = {"text": "x", "title": " A\n title", "by": "Jane Doe", "day": "2024-03-05", "date": "2024-06-07"}
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, [row, row | {"text": "", "html": page().decode()}, {"text": "y"}])))
    pl.DataFrame([row]).write_csv(tmp_path / "b.csv")
    pl.DataFrame([row]).write_parquet(tmp_path / "c.parquet")
    told = ["meta_title", "meta_byline", "meta_published", "fetched"]
    found, _ = take(tmp_path, Limits(columns=Columns(byline="by", published="day")))
    said = ("A title", "Jane Doe", "2024-03-05", "2024-06-07")
    assert found.select(told).rows() == [said, said, (None,) * 4, said, said]
    found, _ = take(tmp_path)
    assert found.select(told).rows()[0] == ("A title", None, None, "2024-06-07")


def test_urls_globs_and_standard_input(tmp_path):
    """`fsspec` URLs, globs and `-` are sources; one that holds nothing is told."""
    import fsspec

    with fsspec.open("memory://crawl/a.txt", "wb") as file:
        file.write(STORY.encode())
    found = readers.find(("memory://crawl", "memory://nowhere"))
    assert [name for name, _ in found.files] == ["memory:///crawl/a.txt"]
    assert len(found.missing) == 1
    assert readers.read(("memory:///crawl/a.txt",), Limits())[0].height == 1
    for name in ("a.txt", "b.md", ".hidden"):
        (tmp_path / name).write_text("x")
    assert [name[-5:] for name, _ in readers.find((f"{tmp_path}/*.*",)).files] == ["a.txt", "/b.md"]
    with pytest.raises(BadSource):
        readers.find((f"{tmp_path}/*.warc",))
    script = "from flows import readers; from tests.test_readers import Limits; print(readers.read(('-',), Limits())[0]['n_lines'].to_list())"
    done = subprocess.run([sys.executable, "-c", script], input=gzip.compress(b'{"text": "a\\nb"}'), capture_output=True,
                          check=True, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)})
    assert done.stdout.split() == [b"[2]"]


def test_folders_behind_links_and_globs_are_walked(tmp_path):
    """Links to folders are followed, in a circle once; a folder that a glob matches is walked; a file has its own name."""
    for name in ("raw/in/a.txt", "raw/in/deep/b.txt", "other/c.txt"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(name)
    for name, target in (("raw/in/again", "."), ("raw/a-link", "in"), ("raw/out", "../other"), ("other/back", "../raw")):
        (tmp_path / name).symlink_to(target)
    for source in ("raw", "raw/*", "raw/**", "raw/out/back"):
        found = [name.removeprefix(f"{tmp_path}/") for name, _ in readers.find((f"{tmp_path}/{source}",)).files]
        assert [name.rpartition("/")[2] for name in sorted(found, key=lambda name: name[-5:])] == ["a.txt", "b.txt", "c.txt"]
        assert source == "raw/out/back" or found == ["raw/in/a.txt", "raw/in/deep/b.txt", "raw/out/c.txt"]


def test_a_folder_that_cannot_be_listed_is_told(tmp_path):
    """It is a row of `rejected`, as a file that cannot be read is, and the files beside it are read."""
    (tmp_path / "a.txt").write_text(STORY)
    folder = os.open(tmp_path, os.O_RDONLY)
    for _ in range(20):  # deeper than a path may be long, which keeps root out, too
        os.mkdir("d" * 250, dir_fd=folder)
        inner = os.open("d" * 250, os.O_RDONLY, dir_fd=folder)
        os.close(folder)
        folder = inner
    os.close(folder)
    found, rejected = take(tmp_path)
    assert found.height == 1
    assert rejected["reason"].to_list() == ["unreadable"]
    assert "too long" in rejected["error"][0]


def test_plain_records_come_back_to_the_byte(tmp_path):
    """`encoding` and `residue` write the bytes of a text again, whatever charset it was in; of pages they are null."""
    contents = [STORY.encode("gb18030"), FABLE.encode("big5") + b"\xff\n\xa2\x41", STORY.encode("utf-16"), b"\xef\xbb\xbfx\r\n",
                b"\xfe\xff" + "風\n".encode("utf-16-be"), b"caf\xe9 au lait, cr\xe8me br\xfbl\xe9e", b"", b"\n\r\n\r"]
    for number, content in enumerate(contents):
        (tmp_path / f"{number}.txt").write_bytes(content)
    (tmp_path / "9.html").write_bytes(page())
    files = readers.find((str(tmp_path),)).files
    found, split, rejected, _ = readers.read(tuple(name for name, _ in files), Limits())
    assert rejected.height == 0
    assert found["encoding"].to_list()[-1] is None
    for row, content in zip(found.to_dicts()[:-1], contents, strict=True):
        kept = split.filter(document=row["document"]).filter(pl.col("text").str.strip_chars() != "")["text"].to_list()
        text = lines.join(kept, {}, {}, row["layout"])
        assert charsets.encode(text, row["encoding"], row["residue"] or "") == content
    assert found["n_undecodable"].to_list()[1] == 1


@pytest.mark.slow
def test_statutes_are_the_same_in_both_encodings(shared, tmp_path):
    """All 819 pages give one text in Big5 and UTF-8; six of the latter were cut off by whoever converted them."""
    found = {}
    for name in ("big5", "utf8"):
        packed = (shared / "dev" / "statutes" / f"{name}.tar.zst").read_bytes()
        (tmp_path / f"{name}.tar").write_bytes(zstandard.ZstdDecompressor().decompressobj().decompress(packed))
        found[name] = {one.record: one for one in records(str(tmp_path / f"{name}.tar"), Columns(), 1 << 22)}
    from cleaners.decode import spell

    assert len(found["big5"]) == len(found["utf8"]) == 819
    cut = 0
    for record, one in found["big5"].items():
        other = found["utf8"][record.replace("big5/", "utf8/")]
        spelt = spell(record, one.content, "iso-8859-1")  # a lie
        text = spelt.text.replace("charset=big5", "charset=utf8")
        want = other.content.decode()
        assert text.startswith(want), record
        assert (spelt.n_undecodable, spelt.residue) == (0, "")
        if text != want:  # cut off before the first character that Big5 has in Hong Kong alone
            behind = one.content[len(want.replace("charset=utf8", "charset=big5").encode("big5hkscs")) :][:2]
            assert one.content.rstrip().endswith(b"</html>")
            assert not other.content.rstrip().endswith(b"</html>")
            assert behind.decode("big5hkscs")
            assert behind.decode("cp950", "replace").startswith("\ufffd")
            cut += 1
    assert cut == 6


def test_shards_are_bounded_whatever_the_file(tmp_path):
    """A large file streams into shards of the set size; their records are those of the file, in order, whole."""
    rows = [{"id": n, "text": f"{n} {STORY}"} for n in range(5000)]
    (tmp_path / "a.jsonl.gz").write_bytes(gzip.compress("\n".join(map(json.dumps, rows)).encode()))
    found = list(readers.stream((str(tmp_path / "a.jsonl.gz"),), Limits(shard_bytes=100_000)))
    assert len(found) > 5
    assert all(frames[0]["n_bytes"].sum() < 101_000 for frames in found)
    assert pl.concat(frames[0] for frames in found)["record"].to_list() == [f"line {n + 1}, id {n}" for n in range(5000)]


def test_the_same_bytes_as_text_and_as_page_are_two_documents(tmp_path):
    """What is extracted is another text than what stands there: each keeps its own."""
    (tmp_path / "a.html").write_bytes(page())
    (tmp_path / "b.jsonl").write_text(json.dumps({"text": page().decode()}))
    found, _ = take(tmp_path)
    assert found["digest"].n_unique() == 1
    assert found["id"].n_unique() == found["document"].n_unique() == 2
