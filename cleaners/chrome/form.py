"""How does a line look to the rules?"""

from functools import cache
from typing import Final

import numpy as np
import polars as pl
from numpy.typing import NDArray

from cleaners.chrome.plain import find_plain
from cleaners.chrome.signs import utf8

# The traditional and variant forms of the characters that the rules speak of, and those characters: rules are
# written once, in simplified script. A test holds this against OpenCC's tables.
_TRADITIONAL: Final = (
    "襲盜並佈佔併來係俬個們備傢傳僅儘兒內兩冊別刪則剛創劃動務區協卽厤參員問單噓噹嚴國園圖團埰執報場塊墰壇壜夥"
    "娛學寀實審寫寵將專尋對導層屬師帳幣幫幷庫廣張彆彈彔彿後復徵態慾應戲戶掃採換搶擇擊擔據擴攝敎敗數斷於時"
    "暫曆書會朮査條業構樂樓標樣機檔檢檯欄權歡歷歸殘氣沒準溫滾濟瀏灣為無熱營爲獲獻現環產産畫異畵當發盃盡監"
    "眞眾確碼礙禮稱積穫筆箇節簡簽籌籤糰約紅納級紹終結絕絡給統絲絶經綜綫維網綵線編縮總繫繼續纔罈罎羣習聞聯"
    "聲職聽脩腦腳臺與興舉華萬蒐蔘蕓薦藍藝處號衆術衕衛裏裝裡製複覈見視親覺覽觀觸訂計訊討記訪設許訴註証評詞"
    "詢試話該詳認語誠誤說説課調談請論諮講謝證識譯議護讀讓讚負財責買費貼資賞賢賬賭購贊蹤車軍軟載輕輯輸轉辦"
    "農迴這連週進遊運過達違遞選還邊郵鄭鈕鈡銷錄錯録錶鍵鍾鏈鏡鐘長門閉開間閤閱閲關陸際隨險隱隻電韆響頁頂須"
    "預領頭頻題類顧顯風颱養餘饋馬騰驗體髮鬚魚鳳鵝麪麫麵麼麽點齣儲劇啓啟範細組臉規誌闆階釋碩緻詩醫鎖"
    "懷溝崗"
)
_SIMPLIFIED: Final = (
    "袭盗并布占并来系私个们备家传仅尽儿内两册别删则刚创划动务区协即历参员问单嘘当严国园图团采执报场块坛坛坛伙"
    "娱学采实审写宠将专寻对导层属师帐币帮并库广张别弹录佛后复征态欲应戏户扫采换抢择击担据扩摄教败数断于时"
    "暂历书会术查条业构乐楼标样机档检台栏权欢历归残气没准温滚济浏湾为无热营为获献现环产产画异画当发杯尽监"
    "真众确码碍礼称积获笔个节简签筹签团约红纳级绍终结绝络给统丝绝经综线维网彩线编缩总系继续才坛坛群习闻联"
    "声职听修脑脚台与兴举华万搜参芸荐蓝艺处号众术同卫里装里制复核见视亲觉览观触订计讯讨记访设许诉注证评词"
    "询试话该详认语诚误说说课调谈请论咨讲谢证识译议护读让赞负财责买费贴资赏贤账赌购赞踪车军软载轻辑输转办"
    "农回这连周进游运过达违递选还边邮郑钮钟销录错录表键钟链镜钟长门闭开间合阅阅关陆际随险隐只电千响页顶须"
    "预领头频题类顾显风台养余馈马腾验体发须鱼凤鹅面面面么么点出储剧启启范细组脸规志板阶释硕致诗医锁"
    "怀沟岗"
)

# A sentence's end, in any script, and what may close around it; and the same with a call's or a question's mark.
FULL_STOP: Final = r"(?:[^.…][.]|[。．｡।۔။។።])[\s\"'”’」』)）\]】》]*$"
SENTENCE_END: Final = r"[.。．｡!！?？…।۔؟။។።][\s\"'”’」』)）\]】》]*$"
INNER_END: Final = r"[。！？।۔؟။។።]|[.!?][\"'”’)]? \p{L}"
UNSPACED: Final = r"[\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]{20}"  # words unparted, and no full stop but by chance


# First and last of runs of characters that are their own NFKC form, whatever stands beside them.
_PLAIN: Final = (
    (0x20, 0x7E), (0xA1, 0xA7), (0xC0, 0x131), (0x134, 0x13E), (0x141, 0x148), (0x14A, 0x17E), (0x391, 0x3A1),
    (0x3A3, 0x3CE), (0x400, 0x482), (0x48A, 0x52F), (0x5D0, 0x5EA), (0x621, 0x64A), (0xE01, 0xE30), (0x2013, 0x2015),
    (0x2018, 0x2022), (0x3001, 0x3029), (0x3041, 0x3096), (0x30A1, 0x30FE), (0x4E00, 0x9FFF), (0xAC00, 0xD7A3),
)
_OPENERS: Final = "[【-+–—•*·▪■◆●○▶►▲▼♥★☆↑"  # of buttons and of bullets
_TABLE: Final = str.maketrans(_TRADITIONAL, _SIMPLIFIED)


def simplified(text: str) -> str:
    """Return the text with the characters of the rules in simplified script.

    >>> simplified("關於我們")
    '关于我们'
    """
    return text.translate(_TABLE)


def fold_lines(text: pl.Expr) -> pl.Expr:
    """Return the form rules are held against: NFKC, lower case, simplified, single spaces, no bullet, no brackets.

    >>> pl.select(fold_lines(pl.lit("•　[ 關注我們： ]"))).item()
    '关注我们:'
    """
    return (
        text.str.normalize("NFKC")
        .str.to_lowercase()
        .str.replace_many(list(_TRADITIONAL), list(_SIMPLIFIED))
        .str.replace_all(r"\s+", " ")
        .str.strip_chars()
        .str.replace(r"^(?:[-+–—]+ |[•*·▪■◆●○▶►▲▼♥★☆↑]+ ?)+", "")
        .str.replace(r"^\[ ?([^\[\]]*?) ?\]$", "$1")
        .str.replace(r"^【([^【】]*)】$", "$1")
    )


def folded(texts: pl.Series) -> pl.Series:
    """Return the same of many lines: most have nothing but capitals to fold."""
    plain = np.empty(texts.len(), np.bool_)
    find_plain(*utf8(texts), _plain(), plain)
    odd = np.flatnonzero(~plain)
    fold = texts[odd].to_frame("text").select(fold_lines(pl.col("text"))).to_series()
    return texts.str.to_lowercase().scatter(odd, fold)


@cache
def _plain() -> NDArray[np.uint8]:
    """Return of each code point whether a line with it is plain: 0 never, 1 unless it begins with it, 2 always."""
    table = np.zeros(0x110000, np.uint8)
    for first, last in _PLAIN:
        table[first : last + 1] = 2
    table[[ord(character) for character in _TRADITIONAL]] = 0
    openers = np.array([ord(character) for character in _OPENERS])
    table[openers] = np.minimum(table[openers], 1)
    return table
