"""Does a corpus keep its promises when documents are filtered, masked, marked and split?"""

import json
from random import Random

import polars as pl
import pytest

from cleaners.errors import BadSource, LeakingSplits
from cleaners.quality.filters import PROFILES, FilterSettings, judge
from cleaners.quality.signals import SIGNALS
from cleaners.splits import SplitSettings, deal
from flows import archive, leaks, story
from tests.built import build
from tests.crawled import FABLE, STORY
from tests.test_overlap import QUESTION

STATUTE = ("第一条 为了保护港口的灯塔,根据有关法律,制定本办法。\n第二条 灯塔由县级以上人民政府港口主管部门管理,"
           "任何单位和个人不得损毁、侵占或者擅自移动灯塔及其附属设施,不得在灯塔周围新建妨碍航行的建筑物。\n"
           "第三条 本办法自{}起施行。\n")
PERSONAL = ("联系人的邮箱是 zhang.san@mail.example.cn,手机是 138 0013 8001。\n他的证件号码是11010519491231002X,一直没有换过。\n"
            "Copyright © 2023 灯塔网 版权所有 举报邮箱:li.si@mail.example.cn\n")


def prose(seed):
    """Make five long lines that no other seed makes."""
    draw = Random(seed)  # noqa: S311  no secret
    return "\n".join("".join(chr(draw.randrange(0x4E00, 0x9000)) for _ in range(150)) + "。" for _ in range(5))


SHARED = prose(0).partition("\n")[0]


def written(folder, pages):
    """Write pages as files."""
    folder.mkdir()
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8", newline="")
    return folder


def read(corpus, table):
    return pl.read_parquet(corpus / table / "*.parquet")


def assert_whole(corpus):
    """The corpus verifies, and its lines balance."""
    opened = archive.open_corpus(corpus)
    assert archive.verify(opened) == []
    totals = opened.manifest["totals"]
    assert totals["lines"] == sum(totals[part] for part in ("kept", "removed", "to_metadata", "blank"))
    return totals


def test_a_profile_filters_and_says_why(tmp_path, capsys):
    """A filtered document has a fate, and each of its lines the signal, its value and the bound; it still comes back."""
    pages = {"short.txt": "太短了。\n就这样。\n", "story.txt": f"{STORY}\n", "english.txt": "The storm closed the port again. " * 9}
    corpus = build(tmp_path, [written(tmp_path / "raw", pages)], profile="pretrain-zh")
    assert_whole(corpus)
    sources = {row["source"].rpartition("/")[2]: row for row in read(corpus, "sources").to_dicts()}
    assert {name: row["fate"] for name, row in sources.items()} == {"short.txt": "filtered", "story.txt": "filtered" if len(STORY) < 100 else "kept", "english.txt": "filtered"}
    ledger = read(corpus, "ledger").filter(step="filter")
    short = ledger.filter(document=sources["short.txt"]["document"])
    assert short.select("line", "text", "reason", "detector", "evidence").rows() == [
        (k, line, "signal", "word_count", "word_count = 4, least 50") for k, line in enumerate(["太短了。", "就这样。"])]
    assert ledger.filter(document=sources["english.txt"]["document"])["evidence"].unique().to_list() == ["language = en, not zh"]
    back = {one.source.rpartition("/")[2]: one.content.decode() for one in archive.restore(archive.open_corpus(corpus))}
    assert back == pages
    story.tell(corpus, "short.txt:1")
    assert "word_count = 4, least 50" in capsys.readouterr().out


def test_profiles_name_signals_and_what_is_set_lies_over_them():
    """Every bound of a profile is a published threshold's or said to be ours; `archive` leaves out nothing."""
    thresholds = {signal.name: f"{signal.published} {signal.chinese}" for signal in SIGNALS}
    for name, bound in PROFILES["pretrain-zh"].signals.items():
        for value in (bound.least, bound.most):
            assert value is None or str(value) in thresholds[name], name
    laid = FilterSettings(languages=("zh", "en")).over(PROFILES["pretrain-zh"])
    assert laid.languages == ("zh", "en")
    assert laid.signals == PROFILES["pretrain-zh"].signals
    documents = pl.DataFrame({"language": [None], "contaminated": [None], "quality": [{s.name: None for s in SIGNALS}]}, schema_overrides={
        "language": pl.String, "contaminated": pl.Boolean, "quality": pl.Struct({s.name: s.dtype for s in SIGNALS})})
    assert judge(documents, FilterSettings()).row(0) == (None, None, None)
    unknown = FilterSettings(("zh",), "remove", PROFILES["pretrain-zh"].signals)
    assert judge(documents, unknown).row(0) == (None, None, None)


def test_a_filtered_copy_never_costs_a_document_its_place(tmp_path):
    """Of two copies, one left out, the other stays; of copies that are all left out, each is said to be filtered."""
    body = STATUTE.format("二〇一九年三月一日")
    pages = {"zh.txt": body, "long.txt": body + "# # # # # # # #\n", "en1.txt": "Storm closes port today.\n", "en2.txt": "Storm closes port, today!\n"}
    corpus = build(tmp_path, [written(tmp_path / "raw", pages)],
                   filter={"signals": {"hash_ratio": {"most": 0.01}, "stop_words": {"least": 1}}})
    assert_whole(corpus)
    fates = {row["source"].rpartition("/")[2]: row["fate"] for row in read(corpus, "sources").to_dicts()}
    assert fates == {"zh.txt": "kept", "long.txt": "duplicate", "en1.txt": "filtered", "en2.txt": "filtered"}


def test_masking_leaves_no_trace_and_balances(tmp_path):
    """With mask_pii no table holds the data; the account balances; the source comes back with placeholders."""
    pages = {"page.txt": STORY + "\r\n" + PERSONAL.replace("\n", "\r\n"), "plain.txt": FABLE, "bad.txt": "\x89PNG\r\n\x1a\n\0138 0013 8001\0",
             "bad.jsonl": '{"phone": "138 0013 8001"}\n{"mail": li.si@mail.example.cn\n', "bad.pdf": "%PDF 138 0013 8001",
             "page.html": f"<html><head><meta name='author' content='li.si@mail.example.cn'></head><body><p>{FABLE}</p><p>{STORY}</p></body></html>"}
    raw = written(tmp_path / "raw", pages)
    build(tmp_path, [raw], mask_pii=True)
    (raw / "again.jsonl").write_text(json.dumps({"text": pages["page.txt"]}), "utf-8")
    corpus = build(tmp_path, [raw], mask_pii=True)
    assert_whole(corpus)
    assert read(corpus, "sources").filter(fate="copy").height == 1
    rejected = read(corpus, "rejected")
    assert sorted(rejected["reason"]) == ["binary", "broken", "format", "format"]
    assert rejected["head"].null_count() == rejected["content"].null_count() == rejected.height
    everything = b"".join(path.read_bytes() for path in corpus.rglob("*") if path.is_file() and path.suffix != ".parquet")
    everything += "".join(str(row) for table in ("documents", "ledger", "sources", "rejected", "duplicates")
                          for row in read(corpus, table).rows()).encode()
    for secret in ("zhang.san", "li.si", "138 0013 8001", "11010519491231002X", "mail.example"):
        assert secret.encode() not in everything, secret
    assert "<EMAIL>" in read(corpus, "ledger").filter(action="remove")["text"].str.join().item()
    masks = read(corpus, "ledger").filter(action="mask").sort("line")
    assert masks["detector"].to_list() == ["email+phone", "prc_id"]
    assert masks["became"][1] == "他的证件号码是<PRC_ID>,一直没有换过。"
    back = {one.source.rpartition("/")[2]: (one.content.decode(), one.is_whole) for one in archive.restore(archive.open_corpus(corpus))}
    want = pages["page.txt"].replace("zhang.san@mail.example.cn", "<EMAIL>").replace("li.si@mail.example.cn", "<EMAIL>")
    assert back["page.txt"] == (want.replace("138 0013 8001", "<PHONE>").replace("11010519491231002X", "<PRC_ID>"), True)
    assert back["plain.txt"] == (FABLE, True)


def test_unmasked_spans_point_at_the_data(tmp_path):
    """Without it the spans cut the data out of the text, and are counted."""
    corpus = build(tmp_path, [written(tmp_path / "raw", {"page.txt": f"{STORY}\n{PERSONAL}"})])
    row = read(corpus, "documents").row(0, named=True)
    cut = {span["kind"]: row["text"][span["start"] : span["end"]] for span in row["pii"]}
    assert cut == {"email": "zhang.san@mail.example.cn", "phone": "138 0013 8001", "prc_id": "11010519491231002X"}
    assert row["pii_counts"] == {"email": 1, "prc_id": 1, "tw_id": 0, "bank_card": 0, "phone": 1, "ip": 0}


@pytest.mark.parametrize("fate", ["kept", "filtered"])
def test_evaluation_texts_are_marked(tmp_path, fate):
    """The line that holds one names file and record and where it stands; a filter may leave the document out."""
    (tmp_path / "eval.jsonl").write_text(json.dumps({"question": QUESTION, "choices": ["是", "否"], "answer": 1}) + "\n\n", "utf-8")
    pages = {"page.txt": f"{FABLE}\n考题:{QUESTION}\n", "plain.txt": f"{STORY}\n"}
    corpus = build(tmp_path, [written(tmp_path / "raw", pages)], decontaminate={"files": [str(tmp_path / "*.jsonl")]},
                   filter={"contaminated": "keep" if fate == "kept" else "remove"})
    assert_whole(corpus)
    sources = {row["source"].rpartition("/")[2]: row for row in read(corpus, "sources").to_dicts()}
    assert [sources[name]["fate"] for name in pages] == [fate, "kept"]
    mark = read(corpus, "ledger").filter(step="contamination").row(0, named=True)
    assert (mark["action"], mark["evidence"]) == ("mark", f"{tmp_path}/eval.jsonl#1")
    assert mark["text"][mark["start"] : mark["end"]] == QUESTION.rstrip("。")
    contaminated = dict(read(corpus, "documents").select("id", "contaminated").rows())
    assert contaminated == {sources[name]["document"]: name == "page.txt" for name in pages if sources[name]["fate"] == "kept"}


def test_a_bad_evaluation_file_is_told(tmp_path):
    """One that is missing or no JSON is named, with its line, before anything is built."""
    raw = written(tmp_path / "raw", {"a.txt": STORY})
    (tmp_path / "bad.jsonl").write_text('{"q": "x"}\n{broken\n')
    for name, said in (("none.jsonl", "none.jsonl: is no evaluation file"), ("bad.jsonl", "bad.jsonl:2: is not JSON")):
        with pytest.raises(BadSource, match=said):
            build(tmp_path, [raw], decontaminate={"files": [str(tmp_path / name)]})


def test_versions_of_a_text_stay_in_one_split(tmp_path):
    """Texts that differ in a number both stay, listed as a pair, in one split group; so do two with a long paragraph."""
    years = [STATUTE.format(f"二〇{k}年三月一日") for k in ("一九", "二〇")]
    pages = {"a.txt": years[0], "b.txt": years[1], "c.txt": f"{prose(1)}\n{SHARED}\n", "d.txt": f"{prose(2)}\n{SHARED}\n"}
    corpus = build(tmp_path, [written(tmp_path / "raw", pages)])
    documents = read(corpus, "documents")
    groups = {row["source"].rpartition("/")[2]: row["split_group"] for row in documents.to_dicts()}
    assert groups["a.txt"] == groups["b.txt"] != groups["c.txt"] == groups["d.txt"]
    pairs = read(corpus, "duplicates").filter(pl.col("line").is_null()).select("kind", "done").rows()
    assert pairs == [("numbers-only", "kept")]
    assert_whole(corpus)


@pytest.mark.parametrize("planted", ["number", "paragraph"])
def test_a_cluster_planted_across_splits_fails(tmp_path, planted):
    """Where one of two alike documents is moved into another split, the run fails and names the pair; so does verify."""
    pages = {"a.txt": STATUTE.format("二〇一九年"), "b.txt": STATUTE.format("二〇二〇年")}
    if planted == "paragraph":
        pages = {"a.txt": f"{prose(1)}\n{SHARED}\n", "b.txt": f"{prose(2)}\n{SHARED}\n"}
    corpus = build(tmp_path, [written(tmp_path / "raw", pages)])
    run = archive.open_corpus(corpus).manifest["runs"][0]["run"]
    leaks.refuse(corpus, 100, run, [])
    path = next((corpus / "documents").glob("*.parquet"))
    documents = pl.read_parquet(path)
    moved = documents.with_columns(split=pl.Series(["train", "test"]), split_group="id")
    moved.write_parquet(path)
    with pytest.raises(LeakingSplits) as caught:
        leaks.refuse(corpus, 100, run, [])
    assert all(identity in str(caught.value) for identity in documents["id"])


def test_a_paragraph_in_two_splits_is_found_in_the_texts(tmp_path):
    """Verification asks the documents themselves: spaces and case aside, none of them may share a long paragraph."""
    long, other = SHARED * 2, SHARED[::-1] * 2
    texts = [f"{prose(1)}\n{long}", prose(2), f"{other}\n{prose(3)}", f"{long.upper()} \n{prose(4)}", long, prose(2)[:50], other]
    splits = ["train", "train", "train", "test", "none", "validation", "train"]
    for part in range(2):
        (tmp_path / "documents").mkdir(exist_ok=True)
        pl.DataFrame({"id": list("abcdefg"), "split": splits, "text": texts})[4 * part : 4 * part + 4].write_parquet(
            tmp_path / "documents" / f"{part}.parquet")
    assert leaks.paragraphs(tmp_path, 50).rows() == [("d", "test", "a", "train")]
    assert leaks.paragraphs(tmp_path, 10_000).is_empty()


@pytest.mark.parametrize("parts", [(98, 1, 1), (8, 1, 1), (1, 0, 0)])
def test_splits_have_the_shares_that_are_set(parts):
    """Over many groups the splits have their parts, and a group's split is its own alone."""
    ids = [f"{k * 0x9E3779B97F4A7C15 % 2**64:016x}" * 2 for k in range(20_000)]
    settings = SplitSettings(*parts)
    dealt = pl.DataFrame({"split_group": ids}).with_columns(deal(settings))
    counted = dict(dealt["split"].value_counts().rows())
    for name, part in zip(("train", "validation", "test"), parts, strict=True):
        assert abs(counted.get(name, 0) / 20_000 - part / sum(parts)) < 0.01
    assert dealt.tail(5).equals(pl.DataFrame({"split_group": ids[-5:]}).with_columns(deal(settings)))
