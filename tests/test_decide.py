"""Do copies, edits, excerpts and the other script collapse to one keeper, and does everything else stay?"""

import polars as pl
import pytest

from cleaners import account, lines, steps, tables
from cleaners.chrome import ChromeSettings
from cleaners.decide import DuplicateSettings, decide
from cleaners.match import near_duplicates
from cleaners.quality.filters import FOUND
from cleaners.repeats import RepeatSettings
from cleaners.schema import LINES, identify

BODY = [
    "去年冬天,河边的老屋终于拆了,屋里的东西都搬到了新镇上。",
    "搬家那天下着小雨,邻居们撑着伞站在巷口,看着卡车一趟一趟地开走。",
    "老屋的门板被木匠买去做了一张长桌,桌面上还留着孩子们刻下的身高。",
    "新镇的房子朝南,冬天的太阳一直照到里屋,老人却总说听不见水声。",
    "到了春天,大家又回到河边种了一排柳树,说是给老屋留个记号。",
]
OTHER = [
    "港口的灯塔在一百二十年前由一位不知名的工程师设计,图纸早已遗失。",
    "每到雾天,守塔人要亲手摇动雾号,一夜之间要摇上四百多次才能休息。",
    "如今灯塔已经改成自动控制,守塔人的小屋成了附近孩子们的图书室。",
]
STREET = [
    "巷子尽头的修鞋摊摆了三十多年,摊主说第一双鞋是替邮差补的。",
    "卖豆腐的推车每天清早经过,铃声一响,各家的窗子便一扇一扇地推开。",
    "后来巷口修了一座天桥,雨天里躲雨的人都挤在桥下听他讲从前的事。",
]
TRADITIONAL = [
    "去年冬天,河邊的老屋終於拆了,屋裏的東西都搬到了新鎮上。",
    "搬家那天下著小雨,鄰居們撐著傘站在巷口,看著卡車一趟一趟地開走。",
    "老屋的門板被木匠買去做了一張長桌,桌面上還留著孩子們刻下的身高。",
    "新鎮的房子朝南,冬天的太陽一直照到裏屋,老人卻總說聽不見水聲。",
    "到了春天,大家又回到河邊種了一排柳樹,說是給老屋留個記號。",
]
SHARED = "本文所用的气温和降水资料均由县气象站提供,观测年份为一九六一年到二〇二〇年。"


def decided(pages, settings):
    """Match pages (lists of lines) as the flow does; return their fates, the ledger, and the duplicates, by page."""
    texts = pl.Series(["\n".join(page) for page in pages])
    judged = steps.clean(lines.split(texts).select(list(LINES)), ChromeSettings(), RepeatSettings())
    ids = pl.DataFrame({"document": range(len(pages)), "id": [identify(text.encode()) for text in texts]},
                       schema_overrides={"document": pl.UInt64})
    documents = ids.join(steps.described(judged), on="document", maintain_order="left").with_columns(
        pl.lit(None, dtype).alias(name) for name, dtype in FOUND.items())
    standing = account.standing(judged).join(ids, on="document", maintain_order="left").with_row_index("row")
    found = decide(
        documents.with_row_index("row"), standing.with_columns(pl.col("document").cast(pl.UInt32)),
        near_duplicates(documents["text"], settings.whole), near_duplicates(standing["text"], settings.lines), settings,
    )
    named = documents.drop(*FOUND).join(found.fates, on="id", maintain_order="left")
    ledger = tables.ledger(tables.settle(judged, named, found.twins))
    number = {identity: k for k, identity in enumerate(ids["id"])}
    twins = [None if twin is None else number[twin] for twin in named["twin"]]
    return named["fate"].to_list(), twins, ledger, tables.duplicates(ledger, found.fates, found.shared, found.beside), number


EDITED = [line.replace("刻下", "刻出").replace("卡车", "货车") for line in BODY]
MORE = "这是后话。"  # makes a page the longer one


@pytest.mark.parametrize(("pages", "fates", "twins", "reason"), [
    ([BODY, [*BODY, ""]], {"kept", "duplicate"}, None, "document-copy"),
    ([[*BODY, MORE], EDITED], ["kept", "duplicate"], [None, 0], "document-near-copy"),
    ([BODY[1:4], BODY, OTHER], ["duplicate", "kept", "kept"], [1, None, None], "document-excerpt"),
    ([[*BODY, MORE], TRADITIONAL], ["kept", "duplicate"], [None, 0], "document-near-copy"),
    ([["".join(BODY)], [*BODY, MORE]], ["duplicate", "kept"], [1, None], "document-near-copy"),
], ids=["copy", "edited", "excerpt", "script", "reflowed"])
def test_the_longest_stays(pages, fates, twins, reason):
    """Of documents that say the same, the longest stays; every line of the other is in the ledger, with its twin."""
    found, found_twins, ledger, duplicates, _ = decided(pages, DuplicateSettings())
    assert (set(found) if isinstance(fates, set) else found) == fates
    assert twins is None or found_twins == twins
    gone = ledger.filter(pl.col("step") == "duplicate")
    assert gone["reason"].unique().to_list() == [reason]
    assert gone["twin_document"].null_count() == 0
    assert gone.height == sum(len([line for line in page if line]) for page, fate in zip(pages, found, strict=True)
                              if fate == "duplicate") or isinstance(fates, set)
    assert duplicates.filter(pl.col("line").is_null()).height == 1


def test_the_twin_of_a_line_is_shown():
    """The lines of a copy stand beside the keeper's lines that say the same."""
    _, _, ledger, _, _ = decided([[MORE, *BODY], EDITED], DuplicateSettings())
    assert ledger["twin_line"].to_list() == [1, 2, 3, 4, 5]
    assert [similarity == 1 for similarity in ledger["similarity"]] == [True, False, False, True, True]
    assert ledger["similarity"].min() >= 0.8


@pytest.mark.parametrize("pages", [
    [[*BODY, SHARED], [*OTHER, SHARED]],
    [["关于修改县志管理办法的决定。", "本办法于二〇一九年三月一日第二次修订,自公布之日起施行,原办法同时废止。"],
     ["关于修改县志管理办法的决定。", "本办法于二〇一九年三月一日第三次修订,自公布之日起施行,原办法同时废止。"]],
    [["参加体检的人员当天早上可以吃早饭,也可以喝水,八点以前到二楼登记。"],
     ["参加体检的人员当天早上不可以吃早饭,也不可以喝水,八点以前到二楼登记。"]],
    [["谢谢大家。"], ["谢谢大家。", *OTHER]],
    [["* * *"], ["……"], ["……", "* * *"]],
], ids=["shared-paragraph", "numbers", "negation", "phrase", "no-letters"])
def test_others_stay(pages):
    """Documents that share a paragraph, differ in a number or a negation, or are a mere phrase, all stay."""
    found, _, ledger, _, _ = decided(pages, DuplicateSettings())
    assert found == ["kept"] * len(pages)
    assert ledger.filter(pl.col("step") == "duplicate").is_empty()


def test_shared_paragraphs_are_recorded_and_kept():
    """A paragraph that unrelated documents share is a row of `duplicates`, done: kept."""
    *_, duplicates, number = decided([[*BODY, SHARED], [*OTHER, SHARED]], DuplicateSettings())
    row = duplicates.row(0, named=True)
    assert (duplicates.height, row["kind"], row["done"], row["jaccard"]) == (1, "exact", "kept", 1.0)
    assert {number[row["document"]], number[row["twin_document"]]} == {0, 1}
    assert {row["line"], row["twin_line"]} == {3, 5}


def test_shared_paragraphs_may_go_but_not_the_only_one():
    """With `paragraphs = "remove"` one copy goes; a document that has nothing else keeps it."""
    settings = DuplicateSettings(paragraphs="remove", min_contained=1000)
    _, _, ledger, duplicates, _ = decided([[*BODY, SHARED], [*OTHER, SHARED]], settings)
    assert ledger.filter(pl.col("reason") == "shared-paragraph")["text"].to_list() == [SHARED]
    assert duplicates["done"].to_list() == ["removed"]
    found, _, ledger, _, _ = decided([[*BODY, SHARED], [SHARED]], settings)
    assert found == ["kept", "kept"]
    gone = ledger.filter(pl.col("reason") == "shared-paragraph")
    assert gone.height <= 1
    assert set(gone["document"]) <= {identify("\n".join([*BODY, SHARED]).encode())}


@pytest.mark.parametrize("paragraphs", ["keep", "remove"])
def test_what_links_two_documents_may_go(paragraphs):
    """Two documents share a paragraph with a third that goes: with one another, too; one split, one row, one paragraph."""
    long = "".join([SHARED, *OTHER])
    found, twins, ledger, duplicates, number = decided(
        [[long, BODY[0], BODY[1]], [long, *BODY], [long, *STREET]], DuplicateSettings(paragraphs=paragraphs))
    assert (found, twins) == (["duplicate", "kept", "kept"], [1, None, None])
    rows = duplicates.filter(pl.col("line").is_not_null())
    assert [{number[row["document"]], number[row["twin_document"]]} for row in rows.iter_rows(named=True)] == [{1, 2}]
    assert rows["n_letters"].item() >= 100
    assert ledger.filter(pl.col("reason") == "shared-paragraph").height == (paragraphs == "remove")


def test_every_copy_is_measured():
    """Whichever of many copies stays, and whichever were compared, each pair has its Jaccard and each line its twin's."""
    pages = [BODY, [*BODY, ""], EDITED, ["", *EDITED], ["", *BODY], [*EDITED, ""], TRADITIONAL, [*BODY, MORE]]
    found, _, ledger, duplicates, _ = decided(pages, DuplicateSettings())
    assert found == ["duplicate"] * 7 + ["kept"]
    assert duplicates.select("jaccard", "containment", "kind").null_count().row(0) == (0, 0, 0)
    assert ledger.filter(pl.col("step") == "duplicate").select("twin_line", "similarity").null_count().row(0) == (0, 0)
    assert set(ledger.filter(pl.col("similarity") < 1)["text"]) <= set(EDITED)


def test_documents_may_stay():
    """With `documents = "keep"` copies stay, too."""
    found, _, ledger, _, _ = decided([BODY, EDITED], DuplicateSettings(documents="keep"))
    assert (found, ledger.height) == (["kept", "kept"], 0)
