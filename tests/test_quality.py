"""Are the signals what their published definitions say?"""

import math

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cleaners import annotate
from cleaners.quality import measure
from cleaners.quality.signals import SIGNALS
from tests.conftest import ROOT
from tests.crawled import FABLE, STORY
from tests.signals import signals

ENGLISH = """Terms of use apply to each of the boats. The harbour was built with stones that nobody wanted, and it stands.
- first, the lamp
* second, the lamp...
The harbour was built with stones that nobody wanted, and it stands.

We use cookies. Please enable JavaScript to have the map of the harbour. #harbour #lamp {lorem ipsum} 12:30
The harbour was built with stones that nobody wanted, and it stands"""
MIXED = """“今天的船”到了……港口的灯塔在 2023 年修好了(Mira Murati 也在场),但是没有人来看。
● 灯塔
港口的灯塔在 2023 年修好了,但是没有人来看。。。
请阅读隐私政策和服务条款。为什么不去呢?去吧!

● 灯塔
港口的灯塔在 2023 年修好了,但是没有人来看。。。"""
SAMPLES = ["", " ", "\n\n", "字", "a", "###", "…", ENGLISH, MIXED, STORY, FABLE, ENGLISH + "\n\n" + ENGLISH, MIXED + MIXED * 3, "ha " * 40, "哈" * 100,
           "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉" * 3, *(path.read_text("utf-8") for path in sorted((ROOT / "seeds").iterdir()))]


def measured(texts):
    """Measure texts; one dict each."""
    series = pl.Series(texts, dtype=pl.String)
    return measure.measure(series, measure.counts(series)).to_dicts()


def assert_agree(texts):
    for text, found in zip(texts, measured(texts), strict=True):
        want = signals(text)
        assert found.keys() == want.keys()
        for name, value in want.items():
            assert (found[name] is None) == (value is None), (name, text)
            assert value is None or math.isclose(found[name], value, rel_tol=1e-5), (name, found[name], value, text)


def test_samples_agree_with_a_plain_reading():
    """On English, Chinese, mixed, empty and repetitive samples every signal is what the plain reading gives."""
    assert_agree(SAMPLES)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.text(st.sampled_from("aB的天 港。.…!?।།,\"'”#•-{1２é한カ々〇𠀀\u3000\t"), max_size=12), max_size=9).map("\n".join))
def test_any_text_agrees_with_a_plain_reading(text):
    """So it is on any text of few letters, which repeat often."""
    assert_agree([text])


def test_a_row_does_not_see_its_neighbours():
    """A document's signals are the same alone and among others."""
    assert measured(SAMPLES) == [measured([text])[0] for text in SAMPLES]


def test_signals_are_told():
    """Every signal has a meaning and a source; names are snake_case and stand once; a share is said to be one."""
    names = [signal.name for signal in SIGNALS]
    assert len(names) == len(set(names))
    for signal in SIGNALS:
        assert signal.name.replace("_", "a").isalnum()
        assert signal.name.islower()
        assert signal.meaning
        assert signal.source
        assert not signal.chinese or signal.published


def test_shares_lie_between_nothing_and_all():
    """A share is null or within 0 and 1; what is divided by nothing is null."""
    for found in measured(SAMPLES):
        for signal in SIGNALS:
            if "share of" in signal.unit and found.get(signal.name) is not None:
                assert 0 <= found[signal.name] <= 1, signal.name
    empty = measured([""])[0]
    assert (empty["word_count"], empty["dup_lines"], empty["top_2gram_share"]) == (0, None, None)


@pytest.mark.parametrize(("script", "text"), [
    ("Deva", "समिति ने नदी पर नए पुल के निर्माण का प्रस्ताव मंज़ूर किया।"),
    ("Beng", "কমিটি নদীর উপর নতুন সেতু নির্মাণের প্রস্তাব অনুমোদন করেছে।"),
    ("Guru", "ਕਮੇਟੀ ਨੇ ਦਰਿਆ ਉੱਤੇ ਨਵਾਂ ਪੁਲ ਬਣਾਉਣ ਦੀ ਤਜਵੀਜ਼ ਮਨਜ਼ੂਰ ਕੀਤੀ।"),
    ("Orya", "କମିଟି ନଦୀ ଉପରେ ନୂଆ ପୋଲ ନିର୍ମାଣ ପ୍ରସ୍ତାବକୁ ମଞ୍ଜୁରି ଦେଇଛି।"),
    ("Gujr", "સમિતિએ નદી પર નવો પુલ બાંધવાની દરખાસ્ત મંજૂર કરી."),
    ("Taml", "ஆற்றின் மீது புதிய பாலம் கட்டும் திட்டத்திற்குக் குழு ஒப்புதல் அளித்தது."),
    ("Telu", "కమిటీ నదిపై కొత్త వంతెన నిర్మాణ ప్రతిపాదనను ఆమోదించింది."),
    ("Knda", "ನದಿಯ ಮೇಲೆ ಹೊಸ ಸೇತುವೆ ನಿರ್ಮಿಸುವ ಪ್ರಸ್ತಾವವನ್ನು ಸಮಿತಿ ಅನುಮೋದಿಸಿತು."),
    ("Mlym", "നദിക്കു കുറുകെ പുതിയ പാലം പണിയാനുള്ള നിർദേശം സമിതി അംഗീകരിച്ചു."),
    ("Sinh", "ගඟ හරහා නව පාලමක් ඉදිකිරීමේ යෝජනාව කමිටුව අනුමත කළේය."),
    ("Laoo", "ຄະນະກໍາມະການໄດ້ອະນຸມັດຂໍ້ສະເໜີການກໍ່ສ້າງຂົວໃໝ່ຂ້າມແມ່ນໍ້າ"),
    ("Tibt", "བོད་ཡིག་ནི་བོད་མི་རྣམས་ཀྱི་ཡི་གེ་ཡིན་པ་དང་སྐད་ཡིག་ཀྱང་ཡིན།"),
    ("Mymr", "ကော်မတီက မြစ်ပေါ်တွင် တံတားသစ် ဆောက်ရန် အဆိုပြုချက်ကို အတည်ပြုခဲ့သည်။"),
    ("Khmr", "គណៈកម្មាធិការបានអនុម័តសំណើសាងសង់ស្ពានថ្មីឆ្លងទន្លេ។"),
    ("Geor", "კომიტეტმა მდინარეზე ახალი ხიდის მშენებლობის წინადადება დაამტკიცა."),
    ("Armn", "Հանձնաժողովը հաստատեց գետի վրա նոր կամուրջ կառուցելու առաջարկը։"),
    ("Ethi", "ኮሚቴው በወንዙ ላይ አዲስ ድልድይ ለመገንባት የቀረበውን ሀሳብ አጸደቀ።"),
    ("Mong", "ᠮᠣᠩᠭᠣᠯ ᠬᠡᠯᠡ ᠪᠣᠯ ᠮᠣᠩᠭᠣᠯ ᠦᠨᠳᠦᠰᠦᠲᠡᠨ ᠦ ᠬᠡᠯᠡ ᠶᠤᠮ᠃"),
    ("Thaa", "ކޮމިޓީން ކޯރުގެ މަތީގައި އާ ފާލަމެއް އެޅުމުގެ ހުށަހެޅުން ފާސްކޮށްފި."),
    ("Arab", "کمیٹی نے دریا پر نئے پل کی تعمیر کی تجویز منظور کر لی۔"),
    ("Hebr", "הוועדה אישרה את ההצעה לבנות גשר חדש מעל הנהר."),
])
def test_each_script_is_told_and_ends_its_sentences(script, text):
    """Every letter is of its script, and a stop that several scripts share is of none; one sentence is one."""
    counted = measure.counts(pl.Series([text]))
    assert annotate.scripts(counted).row(0) == (script, 1)
    found = measured([text])[0]
    assert (found["sentence_count"], found["sentence_lines"], found["terminal_lines"]) == ((1, 1, 1) if script != "Laoo" else (0, 0, 0))


@pytest.mark.parametrize(("text", "script", "language"), [
    ("大韓民國은 民主共和國이다.", "Kore", "ko"), ("韩语里“谢谢”说成감사합니다,老师让我们一边读一边写。", "Hans", "zh"),
    ("大韓民國의 主權은 國民에게 있고, 모든 權力은 國民으로부터 나온다.", "Kore", "ko"), ("首爾(서울)是韓國的首都,漢江從城中流過。", "Hant", "zh"),
])
def test_korean_in_mixed_script_is_korean(text, script, language):
    """Among Han a fair share of Hangul makes it Korean; a word of it quoted in Chinese does not."""
    found = annotate.spoken(annotate.quality(pl.DataFrame({"text": [text], "n_chars": [1], "n_lines": [1], "n_removed": [0]})))
    assert found.select("script", "language").row(0) == (script, language)


def test_a_script_of_one_language_tells_it():
    """Where a text is too short for the model, its script says the language, if one language alone is written so."""
    texts = pl.DataFrame({"text": ["తెలుగు", "ខ្មែរ", "বাংলা", "हिन्दी"], "n_chars": [1] * 4, "n_lines": [1] * 4, "n_removed": [0] * 4})
    assert annotate.spoken(annotate.quality(texts))["language"].to_list() == ["te", "km", None, None]


def test_documents_are_annotated():
    """`quality` has the declared fields, in their order; the estimate of tokens is DeepSeek's."""
    texts = pl.DataFrame({"text": ["港口的灯塔", "harbour lamp", ""], "n_chars": [5, 12, 0], "n_lines": [1, 1, 0], "n_removed": [1, 0, 0]})
    found = annotate.quality(texts)
    assert found["quality"].struct.fields == [signal.name for signal in SIGNALS]
    assert found["n_tokens"].to_list() == [3, 4, 0]
    assert found["script"].to_list() == ["Hans", "Latn", None]
    assert found["quality"].struct.field("script_share").to_list() == [1, 1, None]
    assert found["quality"].struct.field("removed_share").to_list() == [0.5, 0, None]


def test_repeats_are_counted_as_by_datatrove():
    """Twenty words and again these: of the second time two 7-grams are found and two 10-grams; six words remain of 7."""
    poem = " ".join("abcdefghijklmnopqrst")
    (found,) = measured([f"{poem}\n{poem}"])
    assert (found["dup_7gram_share"], found["dup_10gram_share"]) == (pytest.approx(14 / 40), 0.5)


def test_phrases_of_thai_are_its_words():
    """A known limit, which the card tells: of a script without spaces between words, what stands between spaces is one."""
    (found,) = measured(["ประภาคารเก่าที่ท่าเรือ สร้างด้วยหินที่ไม่มีใครต้องการ"])
    assert (found["word_count"], found["few_word_lines"]) == (2, 1)
    assert found["mean_word_chars"] > 20


@pytest.mark.parametrize("name", ["word", "level"])
def test_a_named_tokenizer_counts(name):
    """A tokenizer.json on disk is asked instead."""
    tokenizers = pytest.importorskip("tokenizers", reason="the extra `tokens` is not installed")
    from cleaners.quality.tokens import Tokenizer

    model = tokenizers.Tokenizer(tokenizers.models.WordLevel({"[UNK]": 0, "harbour": 1}, unk_token="[UNK]"))  # noqa: S106  no password
    model.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    texts = pl.DataFrame({"text": ["the harbour , lamp", ""], "n_chars": [18, 0], "n_lines": [1, 0], "n_removed": [0, 0]})
    assert annotate.quality(texts, Tokenizer(name, model.to_str()))["n_tokens"].to_list() == [4, 0]
