"""Is what is packed on the way, and on the disk, unpacked, told apart from bombs, and found again?"""

import bz2
import gzip
import io
import json
import lzma
import tarfile
import zipfile
import zlib

import brotli
import polars as pl
import pytest
import zstandard

from flows.readers.body import unpacked
from flows.readers.members import Damaged
from tests.crawled import SHOWN, STORY, http, page, warc, zipped
from tests.test_readers import PACKINGS, Limits, take, texts

MOST = 1 << 20
DICTIONARY = zstandard.train_dictionary(4000, [page(f"第{n}页 {n * 7919}") for n in range(400)])


def raw_deflate(content):
    packing = zlib.compressobj(wbits=-15)
    return packing.compress(content) + packing.flush()


def chunked(content, size=100):
    parts = [content[at : at + size] for at in range(0, len(content), size)]
    return b"".join(b"%x;a=b\r\n%s\r\n" % (len(part), part) for part in parts) + b"0\r\n\r\n"


CODED = {
    "gzip": gzip.compress, "x-gzip": gzip.compress, "deflate": zlib.compress, "Deflate": raw_deflate, "br": brotli.compress,
    "zstd": zstandard.compress, "gzip, br": lambda b: brotli.compress(gzip.compress(b)), "identity": bytes, "utf-8": bytes,
}


@pytest.mark.parametrize("coding", CODED)
def test_every_coding_of_an_answer(tmp_path, coding):
    """Content codings, chunks, and both; declared of what is plain already; not declared."""
    packed = CODED[coding](page())
    answers = [http(packed, Content_Encoding=coding), http(chunked(packed), Content_Encoding=coding, Transfer_Encoding="chunked"),
               http(page(), Content_Encoding=coding), http(page(), Transfer_Encoding="chunked")]
    (tmp_path / "a.warc").write_bytes(b"".join(map(warc, answers)))
    assert texts(tmp_path / "a.warc") == [SHOWN] * 4


@pytest.mark.parametrize("coding", ["gzip", "deflate", "Deflate", "br", "zstd"])
def test_a_cut_answer_is_told_and_a_bomb_is_not_unpacked(coding):
    """What is cut off anywhere is damaged, not shortened in silence; of a bomb no more comes out than was asked for."""
    text = json.dumps([STORY + str(n) for n in range(2000)]).encode()
    packed = CODED[coding](text)
    assert unpacked(packed, "", coding, MOST) == text
    for share in (0.3, 0.9, 0.999):
        with pytest.raises(Damaged):
            unpacked(packed[: int(len(packed) * share)], "", coding, MOST)
    assert len(unpacked(CODED[coding](bytes(5 * MOST)), "", coding, MOST)) == MOST + 1
    with pytest.raises(Damaged):
        unpacked(chunked(text)[:-200], "chunked", "", MOST)


def test_headers_with_bare_line_feeds(tmp_path):
    """Some servers end the lines of their headers so; the body's own line ends stay."""
    body = f"<p>{STORY}</p>\r\n<p>{STORY}</p>\n".encode()
    head, _, _ = http(b"").partition(b"\r\n\r\n")
    (tmp_path / "a.warc").write_bytes(warc(head.replace(b"\r\n", b"\n") + b"\n\n" + body) + warc(http(page())))
    assert texts(tmp_path / "a.warc") == [f"{STORY}\n{STORY}", SHOWN]


def test_records_with_bare_line_feeds(tmp_path):
    """So do some crawlers, in the headers of their records, and between these."""
    answers = [http(page()), http(page()).replace(b"\r\n", b"\n"), http(page() + b"\r\n")]
    records = [warc(answer).partition(b"\r\n\r\n") for answer in answers]
    (tmp_path / "a.warc").write_bytes(b"".join(
        head.replace(b"\r\n", b"\n") + b"\n\n" + block.removesuffix(b"\r\n\r\n") + b"\n\n" for head, _, block in records))
    found, rejected = take(tmp_path)
    assert (found["meta_title"].to_list(), rejected.height) == (["老屋"] * 3, 0)
    assert set(found["url"]) == {"http://news.example.com.cn/a"}


@pytest.mark.parametrize("case", [bytes.lower, bytes.upper])
def test_names_of_fields_in_any_case(tmp_path, case):
    """Some crawlers write them in lower case, as HTTP/2 does."""
    head, _, block = warc(http(page())).partition(b"\r\n\r\n")
    version, *fields = head.split(b"\r\n")
    fields = [case(name) + b":" + value for name, _, value in (field.partition(b":") for field in fields)]
    (tmp_path / "a.warc").write_bytes(b"\r\n".join([version, *fields]) + b"\r\n\r\n" + block)
    found, rejected = take(tmp_path)
    assert rejected.height == 0
    told = ("offset 0 <urn:uuid:00000000>", "http://news.example.com.cn/a", "2024-05-06T07:08:09Z", "老屋")
    assert found.select("record", "url", "fetched", "meta_title").rows() == [told]


def field(record, line):
    """Put a field into the header of a WARC record."""
    return record.replace(b"\r\n\r\n", b"\r\n" + line + b"\r\n\r\n", 1)


def test_a_record_in_segments_is_no_page(tmp_path):
    """Its first segment is not taken for all of it, and none of the others vanishes."""
    answer = http(page())
    first = field(warc(answer[:200]), b"WARC-Segment-Number: 1")
    last = field(warc(answer[200:], "continuation", number=1), b"warc-segment-number: 2")
    (tmp_path / "a.warc").write_bytes(first + last + warc(answer, number=2))
    found, rejected = take(tmp_path)
    assert found["meta_title"].to_list() == ["老屋"]
    assert rejected["reason"].to_list() == ["format"] * 2
    assert [name.rpartition(" ")[2] for name in rejected["record"]] == ["<urn:uuid:00000000>", "<urn:uuid:00000001>"]


def test_a_record_that_its_crawler_cut_off_says_so(tmp_path):
    """What came of it is a page, as browsers show it; who does not want it finds it by its name."""
    (tmp_path / "a.warc").write_bytes(field(warc(http(page()[:-20])), b"WARC-Truncated: length") + warc(http(page()), number=1))
    found, rejected = take(tmp_path)
    assert rejected.height == 0
    assert found["record"].str.ends_with(", truncated: length").to_list() == [True, False]


def test_a_page_is_one_whatever_the_case_of_its_type(tmp_path):
    """So it is read as one, even where it does not begin as one."""
    begun = f"<h2>老屋</h2><p>{STORY * 4}</p>".encode()
    (tmp_path / "a.warc").write_bytes(warc(http(begun, kind="TEXT/HTML; charset=UTF-8")))
    assert texts(tmp_path / "a.warc") == [SHOWN]


def test_sizes_of_chunks_may_begin_with_zeros(tmp_path):
    """Some servers write as many digits for each."""
    body = b"".join(b"%010x\r\n%s\r\n" % (len(part), part) for part in (page()[:99], page()[99:], b""))
    (tmp_path / "a.warc").write_bytes(warc(http(body, Transfer_Encoding="chunked")))
    assert texts(tmp_path / "a.warc") == [SHOWN]


def test_a_feed_is_no_page(tmp_path):
    """XML is read only where it begins as a page does."""
    feed = b"<?xml version='1.0'?><rss><channel><title>x</title></channel></rss>"
    xhtml = b'<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml">' + page()[6:]
    (tmp_path / "a.warc").write_bytes(warc(http(feed, kind="text/xml")) + warc(http(xhtml, kind="application/xml")))
    found, rejected = take(tmp_path)
    assert (found.height, rejected["reason"].to_list()) == (1, ["format"])


@pytest.mark.parametrize("packing", [".gz", ".zst", ".bz2", ".xz"])
def test_an_offset_is_the_one_that_indexes_have(tmp_path, packing):
    """The place of a record is that of its member in the file, as in a CDX; where all is one member, it says so."""
    parts = [warc(http(page(f"第{n}页")), number=n) for n in range(5)]
    pack = PACKINGS[packing]
    members = [pack(part) for part in parts]
    starts = [sum(map(len, members[:n])) for n in range(5)]
    (tmp_path / f"a.warc{packing}").write_bytes(b"".join(members))
    found, _ = take(tmp_path)
    assert found["record"].to_list() == [f"offset {at} <urn:uuid:{n:08d}>" for n, at in enumerate(starts)]
    for n, at in enumerate(starts):
        (tmp_path / f"b.warc{packing}").write_bytes((tmp_path / f"a.warc{packing}").read_bytes()[at:])
        assert take(tmp_path / f"b.warc{packing}")[0]["meta_title"][0] == f"第{n}页"
    (tmp_path / f"b.warc{packing}").write_bytes(pack(b"".join(parts)))
    places = [sum(map(len, parts[:n])) for n in range(1, 5)]
    found, _ = take(tmp_path / f"b.warc{packing}")
    assert [record.split(" <")[0] for record in found["record"]] == ["offset 0", *(f"unpacked offset {at}" for at in places)]


@pytest.mark.parametrize("packing", [".gz", ".zst", ".xz"])
def test_offsets_hold_behind_damage(tmp_path, packing):
    """A damaged member is lost alone, and those behind it are where they are."""
    members = [PACKINGS[packing](warc(http(page(f"第{n}页")), number=n)) for n in range(6)]
    members[1] = members[1][:-30]
    members[3] = members[3][:40] + b"\xff\xff\xff\xff" + members[3][44:]
    (tmp_path / f"a.warc{packing}").write_bytes(b"".join(members))
    found, rejected = take(tmp_path)
    starts = [sum(map(len, members[:n])) for n in (0, 2, 4, 5)]
    assert found["record"].to_list() == [f"offset {at} <urn:uuid:{n:08d}>" for n, at in zip((0, 2, 4, 5), starts, strict=True)]
    assert rejected["reason"].to_list() == ["broken"] * 2


@pytest.mark.parametrize("is_packed", [False, True])
def test_zstd_with_a_dictionary(tmp_path, is_packed):
    """The frames of a WARC may share a dictionary, which lies before them in a skippable frame, packed or not."""
    packer = zstandard.ZstdCompressor(dict_data=DICTIONARY)
    frames = [packer.compress(warc(http(page(f"第{n}页")), number=n)) for n in range(4)]
    content = zstandard.compress(DICTIONARY.as_bytes()) if is_packed else DICTIONARY.as_bytes()
    before = b"\x5d\x2a\x4d\x18" + len(content).to_bytes(4, "little") + content
    (tmp_path / "a.warc.zst").write_bytes(before + b"".join(frames))
    found, rejected = take(tmp_path)
    assert (found["meta_title"].to_list(), rejected.height) == ([f"第{n}页" for n in range(4)], 0)
    assert found["record"][1].startswith(f"offset {len(before) + len(frames[0])} ")
    (tmp_path / "a.warc.zst").write_bytes(b"".join(frames))
    found, rejected = take(tmp_path)
    assert found.height == 0
    assert set(rejected["reason"]) == {"broken"}


@pytest.mark.parametrize("kind", [0x50, 0x5D, 0x5F])
def test_zstd_behind_frames_without_content(tmp_path, kind):
    """Each frame may have one before it, which says how long it is, as `pzstd` writes them."""
    frames = [zstandard.compress(json.dumps({"text": f"{n} {STORY}"}).encode() + b"\n") for n in range(3)]
    mark = bytes([kind]) + b"\x2a\x4d\x18\4\0\0\0"
    (tmp_path / "a.jsonl.zst").write_bytes(b"".join(mark + len(one).to_bytes(4, "little") + one for one in frames))
    assert texts(tmp_path / "a.jsonl.zst") == [f"{n} {STORY}" for n in range(3)]


def parquet():
    file = io.BytesIO()
    pl.DataFrame({"text": [STORY, None], "id": [1, 2]}).write_parquet(file)
    return file.getvalue()


@pytest.mark.parametrize("packing", ["", ".gz", ".xz"])
def test_zip_archives(tmp_path, packing):
    """Members of any form, archives in archives; what nobody sees is passed over; the archive itself may be packed."""
    inner = zipped({"x.txt": STORY}, zipfile.ZIP_LZMA)
    members = {"a.txt": STORY, "b/a.jsonl.gz": gzip.compress(json.dumps({"text": STORY}).encode()), "c.parquet": parquet(),
               "d.zip": inner, "e.html": page(), ".hidden": "x", "__MACOSX/a.txt": "x", "f/": ""}
    (tmp_path / f"a.zip{packing}").write_bytes(PACKINGS[packing](zipped(members)))
    found, rejected = take(tmp_path)
    assert found["record"].to_list() == ["a.txt", "b/a.jsonl.gz > line 1", "c.parquet > row 1, id 1", "d.zip > x.txt", "e.html"]
    assert rejected.select("record", "reason").rows() == [("c.parquet > row 2, id 2", "format")]


def test_damaged_and_foreign_archives(tmp_path):
    """A changed member costs itself, a changed directory the archive; an office document is no archive of pages."""
    whole = zipped({f"{n}.txt": f"{n} {STORY}" for n in range(3)}, zipfile.ZIP_STORED)
    cases = {"a": whole.replace(b"1 \xe5", b"1 \xe6", 1), "b": whole[:-40], "c": zipped({"[Content_Types].xml": "x", "word/a.xml": "x"}),
             "d": zipped({"a.txt": bytes(5_000_000)}), "e": b"PK\x03\x04" + bytes(50)}
    want = {"a": (2, ["broken"]), "b": (0, ["broken"]), "c": (0, ["format"]), "d": (0, ["too-large"]), "e": (0, ["broken"])}
    for name, content in cases.items():
        (tmp_path / f"{name}.zip").write_bytes(content)
        found, rejected = take(tmp_path / f"{name}.zip")
        assert (found.height, rejected["reason"].to_list()) == want[name], name


def test_member_whose_name_is_lost(tmp_path):
    """A name that begins with a zero byte reads as none: the member is a record all the same, or broken if it differs."""
    whole = zipped({f"{n}.txt": f"{n} {STORY}" for n in range(3)}, zipfile.ZIP_STORED)
    (tmp_path / "a.zip").write_bytes(whole.replace(b"1.txt", b"\0.txt"))
    assert take(tmp_path / "a.zip")[0]["record"].to_list() == ["0.txt", "(unnamed)", "2.txt"]
    (tmp_path / "a.zip").write_bytes(b"\0.txt".join(whole.rsplit(b"1.txt", 1)))
    found, rejected = take(tmp_path / "a.zip")
    assert found["record"].to_list() == ["0.txt", "2.txt"]
    assert rejected.select("record", "reason").rows() == [("(unnamed)", "broken")]


def test_parquet_inside_an_archive(tmp_path):
    """It goes to the disk, to be read from its end."""
    with tarfile.open(tmp_path / "a.tar.xz", "w:xz") as archive:
        entry = tarfile.TarInfo("in/a.parquet")
        entry.size = len(parquet())
        archive.addfile(entry, io.BytesIO(parquet()))
    (tmp_path / "b.parquet.gz").write_bytes(gzip.compress(parquet()))
    found, rejected = take(tmp_path)
    assert found["record"].to_list() == ["in/a.parquet > row 1, id 1", "row 1, id 1"]
    assert rejected["reason"].to_list() == ["format"] * 2


@pytest.mark.parametrize("charset", ["utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_wide_tables(tmp_path, charset):
    """JSONL, a JSON array and CSV in UTF-16 and 32, with a mark or without, as Excel writes them."""
    rows = [{"id": n, "text": f"{STORY}\n上海"} for n in range(2000)]
    lines = "\r\n".join(json.dumps(row, ensure_ascii=False) for row in rows)
    (tmp_path / "a.jsonl").write_bytes(lines.encode(charset))
    (tmp_path / "b.csv.gz").write_bytes(gzip.compress(("id,text\r\n" + "".join(f'{n},"{STORY}\n上海"\r\n' for n in range(2000))).encode(charset)))
    (tmp_path / "c.json").write_bytes(json.dumps(rows[:3], ensure_ascii=False).encode(charset))
    for name, count in (("a.jsonl", 2000), ("b.csv.gz", 2000), ("c.json", 3)):
        assert texts(tmp_path / name) == [f"{STORY}\n上海"] * count
    (tmp_path / "a.jsonl").write_bytes(lines.encode(charset)[:-1])
    assert take(tmp_path / "a.jsonl")[1]["reason"].to_list() == ["broken"]


def test_bombs_in_every_packing(tmp_path):
    """Zeros without end, in packings in packings, are one rejected row each."""
    zeros = bytes(1 << 23)
    for name, pack in {"gz": gzip.compress, "zst": zstandard.compress, "bz2": bz2.compress, "xz": lzma.compress}.items():
        (tmp_path / f"a.txt.{name}").write_bytes(pack(zeros))
        (tmp_path / f"b.txt.{name}.gz").write_bytes(gzip.compress(pack(zeros)))
    (tmp_path / "c.zip").write_bytes(zipped({"a.txt": zeros, "b.jsonl": b'{"text": "' + zeros}))
    found, rejected = take(tmp_path, Limits())
    assert found.height == 0
    assert rejected["reason"].to_list() == ["too-large"] * 10
