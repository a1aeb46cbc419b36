"""Is every row of CSV, JSONL and Parquet read as it was written, and does an odd one cost itself alone?"""

import json

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows.readers import Columns
from tests.crawled import FABLE, SHOWN, STORY, page
from tests.test_readers import Limits, take, texts

LONG = {
    "plain": b"x" * 300,
    "quoted": b'"' + b"x, " * 100 + b'"',
    "over many lines": b'"' + b"prose, and more\n" * 20 + b'"',
    "quotes inside": b'"' + b'""x""\n' * 60 + b'"""',
    "a quote in plain text": b'5" ' * 99,
    "many fields": b'"a,\n",""' * 50,
    "nothing but quotes": b'"' * 3000,
}


@pytest.mark.parametrize("long", LONG.values(), ids=LONG)
def test_a_row_that_is_too_large_costs_itself_alone(tmp_path, monkeypatch, long):
    """It is rejected under its number, whatever is quoted in it, and the rows around it are read."""
    monkeypatch.setattr("flows.readers.separated.SKIP", 7)  # quotes lie across what is passed over at once
    content = b'text,id\n"one\n""1""",1\n' + long + b',2\n"three\n,3",3\nfour,4\n'
    (tmp_path / "a.csv").write_bytes(content)
    (tmp_path / "b.tsv").write_bytes(content.replace(b",", b"\t"))
    for name in ("a.csv", "b.tsv"):
        found, rejected = take(tmp_path / name, Limits(max_record_bytes=200))
        assert found["record"].to_list() == ["row 1, id 1", "row 3, id 3", "row 4, id 4"]
        assert rejected.select("record", "reason").rows() == [("row 2", "too-large")]


@pytest.mark.parametrize("charset", ["utf-8", "gb18030", "big5", "utf-16"])
def test_csv_is_read_in_its_charset_throughout(tmp_path, charset):
    """Header, ids and URLs are in the charset of the texts."""
    rows = "".join(f"文章{n},{FABLE.splitlines()[0]}{n},http://a.example/新聞\r\n" for n in range(3))
    (tmp_path / "a.csv").write_bytes(f"編號,內容,鏈接\r\n{rows}".encode(charset))
    found, rejected = take(tmp_path, Limits(columns=Columns(id="編號", text="內容", url="鏈接")))
    assert rejected.height == 0
    assert found["record"].to_list() == [f"row {n + 1}, 編號 文章{n}" for n in range(3)]
    assert set(found["url"]) == {"http://a.example/新聞"}


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n\r\n", b"\xef\xbb\xbf\r\n", b" ,\n"])
def test_what_stands_before_a_header(tmp_path, before):
    """A mark and blank rows are no part of it, quoted or not."""
    for name, header in (("a.csv", b'"text","id"'), ("b.csv", b"text,id")):
        (tmp_path / name).write_bytes(before + header + b'\r\n"one\r\ntwo",7\r\n')
    found, rejected = take(tmp_path)
    assert rejected.height == 0
    assert found["record"].to_list() == ["row 1, id 7"] * 2
    assert found["n_lines"].to_list() == [2, 2]


ODD_DATES = {
    "seconds": pa.array([10**12, 0], pa.timestamp("s")),
    "milliseconds": pa.array([10**15, 0], pa.timestamp("ms")),
    "days": pa.array([2**31 - 1, 0], pa.date32()),
    "a zone of Mars": pa.array([0, None], pa.timestamp("us", tz="Mars/Phobos")),
    "nanoseconds": pa.array([1_700_000_000_000_001_001, 0], pa.timestamp("ns")),
}


@pytest.mark.parametrize("kind", ODD_DATES)
def test_an_odd_date_costs_no_row(tmp_path, kind):
    """A date that Python cannot say is none; the row stands, and those behind it with their dates."""
    pq.write_table(pa.table({"text": [STORY, FABLE], "date": ODD_DATES[kind]}), tmp_path / "a.parquet", version="2.6")
    found, rejected = take(tmp_path)
    assert rejected.height == 0
    first = {"nanoseconds": "2023-11-14T22:13:20.000001"}.get(kind)
    second = {"days": "1970-01-01", "a zone of Mars": None}.get(kind, "1970-01-01T00:00:00")
    assert found["fetched"].to_list() == [first, second]


def test_parquet_strings_that_are_no_utf8(tmp_path):
    """They are read in the charset they are in, packed as a dictionary too."""
    raw = pa.array([STORY.encode("gb18030")])
    for name, kind in (("a", pa.string()), ("b", pa.large_string())):
        text = pa.Array.from_buffers(kind, 1, raw.cast(pa.large_binary() if name == "b" else pa.binary()).buffers())
        pq.write_table(pa.table({"text": text}), tmp_path / f"{name}.parquet")
        packed = pa.DictionaryArray.from_arrays(pa.array([0], pa.int32()), text, safe=False)
        pq.write_table(pa.table({"text": packed}), tmp_path / f"{name}-packed.parquet")
    found, rejected = take(tmp_path)
    assert rejected.height == 0
    assert found["charset"].to_list() == ["gb18030"] * 4


def test_parquet_without_strings(tmp_path):
    """Who writes its columns as bytes means their characters, in ids and addresses too."""
    told = {"id": "文章1", "text": STORY, "url": "http://a.example/新聞", "date": "2024-05-06"}
    pl.DataFrame([told]).with_columns(pl.all().cast(pl.Binary)).write_parquet(tmp_path / "a.parquet")
    found, _ = take(tmp_path)
    assert found.select("record", "url", "fetched").rows() == [("row 1, id 文章1", told["url"], told["date"])]
    assert texts(tmp_path) == [STORY]


PRETTY = [{"id": n, "text": f"{n}\n{STORY}"} for n in range(3)]


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "utf-16"])
def test_json_over_several_lines(tmp_path, charset):
    """An object, or several one behind another, laid out for people to read."""
    laid_out = [json.dumps(one, indent=2, ensure_ascii=False) for one in PRETTY]
    laid_out[0] = laid_out[0].replace("\n", "", 1)  # as some lay them out
    (tmp_path / "a.json").write_text("\n" + laid_out[0], charset)
    assert texts(tmp_path / "a.json") == [PRETTY[0]["text"]]
    assert take(tmp_path / "a.json")[0]["record"].to_list() == ["item 1, id 0"]
    (tmp_path / "a.json").write_text("\n".join(laid_out), charset)
    assert texts(tmp_path / "a.json") == [one["text"] for one in PRETTY]


def test_json_lines_of_which_the_first_is_broken(tmp_path):
    """They are lines all the same; so is what is too large to be one record."""
    (tmp_path / "a.jsonl").write_text('{"text": \n{"text": "x"}\n{\n{"text": "y"}\n')
    found, rejected = take(tmp_path)
    assert found["record"].to_list() == ["line 2", "line 4"]
    assert rejected["record"].to_list() == ["line 1", "line 3"]
    (tmp_path / "a.jsonl").write_text("{\n" + '{"text": "x"}\n' * 30)
    found, rejected = take(tmp_path, Limits(max_record_bytes=100))
    assert (found.height, rejected["record"].to_list()) == (30, ["line 1"])


@pytest.mark.parametrize("blank", ["", " \n"])
def test_a_blank_text_gives_way_to_the_page(tmp_path, blank):
    """Of a row with both, the page is read where the text says nothing; where neither does, the row is an empty text."""
    rows = [{"text": blank, "html": page().decode()}, {"text": STORY, "html": page().decode()}, {"text": blank, "html": ""}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    pl.DataFrame(rows).write_csv(tmp_path / "b.csv", quote_style="always")
    pl.DataFrame(rows).write_parquet(tmp_path / "c.parquet")
    for name in ("a.jsonl", "b.csv", "c.parquet"):
        assert [text.strip() for text in texts(tmp_path / name)] == [SHOWN, STORY, ""]


def test_half_a_surrogate_is_no_character(tmp_path):
    """JSON may name one; what is around it is read as it stands."""
    rows = [{"text": "\ud800 lone"}, {"text": "so sad \ud83d", "id": "\udc00"}]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, rows)))
    assert texts(tmp_path) == ["\ufffd lone", "so sad \ufffd"]
