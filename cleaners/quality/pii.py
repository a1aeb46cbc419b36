"""Which personal data stands in a text, and where?

A kernel finds the stretches that could hold some (`cleaners/quality/windows.py`); the table below decides. What has a
check digit must pass it. Full-width letters and digits count as their plain forms.
"""

import re
from calendar import monthrange
from collections.abc import Callable, Iterator
from ipaddress import ip_address
from itertools import pairwise
from typing import Final, NamedTuple

import polars as pl

from cleaners.quality.around import fits
from cleaners.schema import PERSONAL, TABLES


class Kind(NamedTuple):
    """A kind of personal data. Where two kinds claim one place, the one that begins first has it, then the earlier."""

    name: str
    pattern: re.Pattern[str]  # over plain ASCII
    holds: Callable[[str], bool]  # is it one, and not just of its form?
    finds: tuple[str, ...]
    spares: tuple[str, ...]

    @property
    def placeholder(self) -> str:
        """What stands in its place once it is masked."""
        return f"<{self.name.upper()}>"


SPANS: Final = TABLES["documents"]["pii"]

_PROVINCES: Final = frozenset({  # GB/T 2260
    *range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55), *range(61, 66), 71, 81, 82, 83,
})
_WEIGHTS: Final = [2**k % 11 for k in range(17, 0, -1)]  # GB 11643: ISO 7064, MOD 11-2
# Ministry of the Interior: the number that a letter of an identity card of Taiwan stands for.
_LETTERS: Final = {letter: k for k, letter in enumerate("ABCDEFGHJKLMNPQRSTUVXYWZIO", start=10)}
_FILES: Final = frozenset({"png", "jpg", "jpeg", "gif", "webp", "svg", "bmp", "ico", "css", "js", "mp4"})  # logo@2x.png
# ISO/IEC 7812 issuers that people carry: first digits, and how many digits the card has.
_ISSUERS: Final = re.compile(
    r"62\d{14,17}|4\d{12}(?:\d{3}(?:\d{3})?)?|5[1-5]\d{14}|2(?:22[1-9]|2[3-9]\d|[3-6]\d\d|7[01]\d|720)\d{12}|3[47]\d{13}"
    r"|35(?:2[89]|[3-8]\d)\d{12}|3(?:0[0-5]|[689]\d)\d{11}|6(?:011|5\d\d|4[4-9]\d)\d{12}"
)
_GLOBAL: Final = re.compile(r"[23][0-9A-Fa-f]{3}:")  # IPv6 unicast that is routed, 2000::/3
_SHORTEST, _LONGEST = 9, 15  # digits of a number with its country, ITU-T E.164
_COUNTRIES: Final = (  # ITU-T E.164; of North America's and Russia's numbers the length is known
    r"1(?=(?:\D{0,2}\d){10}(?!\D?\d))|7(?=(?:\D{0,2}\d){10}(?!\D?\d))|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58]"
    r"|(?:2[1-689]|3[578]|42|5[09]|6[7-9]|8[0578]|9[679])\d"
)


def _is_email(found: str) -> bool:
    """Tell an address from a file name.

    >>> _is_email("a.b@mail.example.cn"), _is_email("logo@2x.png")
    (True, False)
    """
    local, _, host = found.rpartition("@")
    return ".." not in found and local[0] + local[-1] != ".." and host.rpartition(".")[2].lower() not in _FILES


def is_prc_id(found: str) -> bool:
    """Claim that 18 characters are a resident identity number of the PRC: region, date of birth, check digit.

    >>> is_prc_id("11010519491231002X"), is_prc_id("110105194912310021")
    (True, False)
    """
    year, month, day = int(found[6:10]), int(found[10:12]), int(found[12:14])
    if not 1 <= month <= 12 or not 1 <= day <= monthrange(year, month)[1]:  # noqa: PLR2004  months
        return False
    check = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, found, strict=False)) % 11
    return int(found[:2]) in _PROVINCES and "10X98765432"[check] == found[17].upper()


def is_tw_id(found: str) -> bool:
    """Claim that a letter and 9 digits are an identity number of Taiwan: sex or residence, check digit.

    >>> is_tw_id("A123456789"), is_tw_id("A123456788")
    (True, False)
    """
    first = _LETTERS[found[0].upper()]
    digits = [first // 10, first % 10, *map(int, found[1:])]
    weights = (1, 9, 8, 7, 6, 5, 4, 3, 2, 1, 1)
    return sum(weight * digit for weight, digit in zip(weights, digits, strict=True)) % 10 == 0


def is_card(found: str) -> bool:
    """Claim that some digits are a bank card's: an issuer's first digits, its length, Luhn's check digit.

    >>> is_card("4111 1111 1111 1111"), is_card("4111111111111112"), is_card("4000000000000000")
    (True, False, False)
    """
    digits = re.sub(r"\D", "", found)
    sums = [int(digit) if k % 2 == 0 else sum(divmod(2 * int(digit), 10)) for k, digit in enumerate(digits[::-1])]
    return _ISSUERS.fullmatch(digits) is not None and sum(sums) % 10 == 0


def _is_address(found: str) -> bool:
    """Claim that this is an address on the public network; whether it is a section's number, its neighbours tell."""
    try:
        address = ip_address(found)
    except ValueError:
        return False
    return address.is_global and (address.version == 4 or _GLOBAL.match(found) is not None)  # noqa: PLR2004  IPv4


def _is_phone(found: str) -> bool:
    """Claim that some digits are not one digit over and over, and with a country as long as numbers are.

    >>> _is_phone("+47 22 12 34 56"), _is_phone("+30 35 40 45 50"), _is_phone("+44 123 45")
    (True, False, False)
    """
    digits = re.sub(r"\D", "", found)
    numbers = [int(number) for number in re.findall(r"\d+", found)]
    is_row = len(numbers) > 3 and len({after - before for before, after in pairwise(numbers)}) == 1  # noqa: PLR2004
    fits_country = not found.startswith("+") or _SHORTEST <= len(digits) <= _LONGEST
    return fits_country and not is_row and len(set(digits[-7:])) > 1


_NO_WORD: Final = r"(?<![A-Za-z0-9])"
_NO_DIGIT: Final = r"(?<![\d.])(?<!\d-)"
_END: Final = r"(?![\d@])(?!-\d)(?!\.\d)"
# A number glued to a letter is an item's, not a person's; but extensions and other ways to reach one follow numbers so.
_NO_LETTER: Final = r"(?![A-Za-z])"
_NO_SUFFIX: Final = r"(?!(?!(?i:x ?\d|ext|qq|vx|wx|wechat|tel|fax|e-?mail))[A-Za-z])"
KINDS: Final = (
    Kind("email", re.compile(r"(?<![\w.%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.)+[A-Za-z]{2,24}(?![\w@-])"),
         _is_email, ("写信给zhang.san@mail.example.cn。", "e-mail: O'Neil+a@example.co.uk"),
         ("logo@2x.png", "@某某 你好", "a@b", "git@example", "user@@example.com", "git@example.com:team/tool.git")),
    Kind("prc_id", re.compile(_NO_WORD + r"[1-9]\d{5}(?:18|19|20)\d{2}[01]\d[0-3]\d{4}[\dXx](?![A-Za-z0-9])"),
         is_prc_id, ("身份证号11010519491231002X,", "公民身份号码：４４０５２４１８８００１０１００１４"),
         ("身份证号110105194912310021", "订单110105194913310020", "99010519491231002X")),
    Kind("tw_id", re.compile(_NO_WORD + r"[A-Za-z][1289]\d{8}(?![A-Za-z0-9])"), is_tw_id,
         ("身分證字號A123456789", "居留證 A800000014"), ("型號A123456788", "BA123456789")),
    Kind("bank_card", re.compile(_NO_DIGIT + r"(?<![A-Za-z])[2-6]\d{3}(?:[ -]?\d{4}){2}(?:[ -]?\d{1,4}){1,2}" + _END +
                      _NO_LETTER + "|" + _NO_DIGIT + r"(?<![A-Za-z])3[0-9]\d{2}[ -]?\d{6}[ -]?\d{4,5}" + _END +
                      _NO_LETTER), is_card,
         ("卡号6222 0212 3456 7890 128", "4111-1111-1111-1111", "AmEx 3782 822463 10005"),
         ("卡号4111111111111112", "ISBN 978-7-5442-9117-0", "4000000000000000", "时间戳1700000000000000",
          "4111111111111111e")),
    Kind("phone", re.compile(
        _NO_DIGIT + r"(?<![A-Za-z])(?:"
        r"(?:\(?(?:\+|00)?86\)?[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}"  # PRC, mobile
        r"|(?:(?:\+|00)?86[- ])?(?:\(0(?:10|2\d|[3-9]\d{2})\)[- ]?|0(?:10|2\d|[3-9]\d{2})[- ]?)"
        r"[2-8]\d{2,3}[- ]?\d{4}(?:-\d{1,5})?"  # and fixed, with its extension
        r"|(?:\+|00)?86[- ](?:10|2\d|[3-9]\d{2})[- ][2-8]\d{2,3}[- ]?\d{4}(?:-\d{1,5})?"
        r"|(?:\+?886[- ]?9|09)\d{2}[- ]?\d{3}[- ]?\d{3}"  # Taiwan, mobile
        r"|(?:\(0[2-8]\d?\)[- ]?|0[2-8]\d?-)\d{3,4}[- ]?\d{4}"  # and fixed
        r"|\([2-9]\d{2}\)[- ]?[2-9]\d{2}-\d{4}|[2-9](?!00)\d{2}-[2-9]\d{2}-\d{4}"  # North America
        r"|\+(?:" + _COUNTRIES + r")(?:[- ]?\(?\d{1,4}\)?){2,6}"  # others, with their country
        r")" + _END + _NO_SUFFIX), _is_phone,
         ("电话：010-62345678", "手机138 0013 8001", "(0755)26546789", "+86 13912345678", "手機0912-345-678",
          "(02)2345-6789", "call +44 20 7946 0958", "0591—87654321", "(0755)–26546789", "86-10-62345678",
          "(212) 555-0147", "手机号：13912345678 人事部", "13912345678人工服务", "13912345678—13912345679",
          "电话13800138000找我", "13800138000QQ同号", "(212) 555-0147x12",
          "电话01062345678", "座机：057187654321", "0571-87654321-8001", "0086-13812345678", "phone: 212-555-0147",
          "+47 22 12 34 56", "+7 (495) 123-45-67"),
         ("2023-11-18", "编号13800138001234", "010-2023", "1.3800138001", "第0912345678901号", "ISBN 978-7-5442-9117-0",
          "客服400-800-8820", "营收13912345678元", "共计 18812345678 次", "revenue of 13912345678", "13912345678 吨钢",
          "1992—2023", "(123) 555-0147", "编号01062345678", "part 212-555-0147", "热线400-800-8820",
          "温度 +25 30 35 40", "温度 +30 35 40 45 50", "坐标 +120 30 15 20", "增长 +12 345 678 元", "+100 200 300",
          "营收 +49 345 678 123 euros",
          "编号13800138000x", "0x13800138000", "13800138000Ｘ", "13800138000abc")),
    Kind("ip", re.compile(r"(?<![\w.])(?<![0-9A-Fa-f:]:)(?:\d{1,3}\.){3}\d{1,3}(?!\w|\.\d|:[0-9A-Fa-f]*:)"
                          r"|(?<![\w.:])[0-9A-Fa-f]{1,4}:[0-9A-Fa-f:]{2,37}(?![\w:])"), _is_address,
         ("来自61.135.169.121的网友", "2001:4860:4860::8888", "IP：61.135.169.121", "61.135.169.121:8080",
          "DNS 8.8.8.8", "IP地址：1.1.1.1", "DNS为9.9.9.9或1.1.1.1"),
         ("见第3.12.1.10节", "第 12.11.10.9 节", "§ 12.11.10.9", "依12.11.10.9条", "Section 12.11.10.9", "1.1.1.1",
          "8.8.8.8 总则", "VIP 2.3.4.5", "192.168.1.100", "v10.15.127.112", "256.135.169.121", "12:30:45",
          "std::string", "61.135.169.121.5", "::ffff:61.135.169.121")),
)


def spans(texts: pl.Series) -> pl.Series:
    """Return the personal data in each text, in order: `SPANS`; `start` and `end` count code points.

    >>> spans(pl.Series(["写信给a@example.cn"])).to_list()
    [[{'kind': 'email', 'start': 3, 'end': 15}]]
    """
    from cleaners.quality.windows import windows  # noqa: PLC0415  imports numba

    found: dict[int, list[tuple[str, int, int]]] = {}
    last, whole = -1, ""
    for row, start, text in windows(texts):
        for kind, lo, hi in _claims(text):
            last, whole = row, whole if row == last else texts[row]
            if fits(kind, whole, start + lo, start + hi):
                found.setdefault(row, []).append((kind, start + lo, start + hi))
    rows = [[{"kind": k, "start": lo, "end": hi} for k, lo, hi in found.get(row, [])] for row in range(texts.len())]
    return pl.Series("pii", rows, dtype=SPANS)


def _claims(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what a stretch of plain ASCII holds, left to right, no place claimed twice."""
    hits = [(match.start(), k, match.end()) for k, kind in enumerate(KINDS) for match in kind.pattern.finditer(text)
            if kind.holds(match[0])]
    end = 0
    for start, k, stop in sorted(hits):
        if start >= end:
            yield KINDS[k].name, start, stop
            end = stop


def masked(texts: pl.Series, found: pl.Series) -> pl.Series:
    """Put each span's placeholder in its place.

    >>> texts = pl.Series(["写信给a@example.cn。"])
    >>> masked(texts, spans(texts)).item()
    '写信给<EMAIL>。'
    """
    placeholders = {kind.name: kind.placeholder for kind in KINDS}
    masks: dict[int, str] = {}
    for row in (found.list.len() > 0).arg_true().to_list():
        text, parts, end = texts[row], [], 0
        for span in found[row].to_list():
            parts += (text[end : span["start"]], placeholders[span["kind"]])
            end = span["end"]
        masks[row] = "".join([*parts, text[end:]])
    return texts.scatter(list(masks), list(masks.values())) if masks else texts


def counts(found: pl.Series) -> pl.Series:
    """Count the spans of each kind: `pii_counts`."""
    kinds = pl.col("pii").list.eval(pl.element().struct.field("kind"))
    return found.to_frame("pii").select(
        pii_counts=pl.struct(kinds.list.count_matches(kind).cast(pl.UInt32).alias(kind) for kind in PERSONAL)
    )["pii_counts"]
