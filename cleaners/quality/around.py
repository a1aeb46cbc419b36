"""Is what looks like personal data an amount, a section's number, a repository, going by what stands around it?"""

import re
from typing import Final

_AROUND: Final = 24  # characters that are looked at before and behind
_CALLED: Final = re.compile(
    r"(?i)(?:电话|電話|手机|手機|热线|熱線|联系|聯絡|微信|致电|拨打|号|號|号码|號碼|tel|phone|call|mobile)[\s:：.是为]*$"
)
# What only a word before it tells from a serial number: fixed lines without a hyphen, North America's without brackets.
_PLAIN: Final = re.compile(r"[0０]\d{10,11}|\d{3}\D\d{3}\D\d{4}")
_RUNG: Final = re.compile(
    r"(?i)(?:电话|電話|[座话話][机機]|固[话話]|[传傳]真|[热熱][线線]|[联聯][系络絡繫]|致[电電]|[拨撥]打|(?<![a-z])(?:tel(?:ephone)?|phone|fax|call))"
    r"(?:方式|人|[号號][码碼]?)?[\s:：.是为為]*$"
)
_ADDRESSED: Final = re.compile(  # and then one or several
    r"(?i)(?:(?<![a-z])(?:ip(?:v4)?|dns|ping|addr(?:ess)?)|地址)[\s:：@=是为為(（]*"
    r"(?:[\d.]+\s?(?:[,，、/和与或及&]|and|or)\s?)*$"
)
_ADDRESS_DIGITS: Final = 3  # that some number of an address has; of a section's, as 3.12.1.10, none
_BEFORE: Final = {
    "phone": re.compile(
        r"(?i)(?:[营營]收|收入|利[润潤]|[总總合共][计計]|[总總][额額数數量]|[增下][长長降]|[温溫]度|[气氣][温溫]|坐[标標]|[金余餘][额額]|累[计計]|市值|[产產销銷]量|[销銷]售[额額]|成交[额額量]"
        r"|[资資][产產]|[负負][债債]|[¥￥$€£]|(?<![a-z])(?:revenue|total|sum|amount)(?: of)?)[\s:：达達至到为為是了]*$"
    ),
    "ip": re.compile(
        r"(?i)(?:[第§节節章条條款]|版本|(?<![a-z])(?:v|ver|version|sec|section|chapter|clause|article|release|build))[\s.:：]*$"
    ),
}
_BEHIND: Final = {
    "email": re.compile(r":~?[\w.-]*/"),  # what ssh fetches from
    "phone": re.compile(
        r"\s?(?:[元次吨噸亿億%％]|[万萬][元人次吨噸亿億美]|人(?![工员員事力])|[美日欧歐港][元币幣]"
        r"|(?:yuan|dollars|euros|times|tons|bytes|people)\b)"
    ),
    "ip": re.compile(r"\s?[节節章條条款]"),
}


def fits(kind: str, text: str, start: int, end: int) -> bool:
    """Claim that nothing around a find says that it is something else.

    >>> fits("phone", "营收13912345678元", 2, 13), fits("phone", "手机13912345678", 2, 13)
    (False, True)
    >>> fits("ip", "DNS: 8.8.8.8", 5, 12), fits("ip", "8.8.8.8 总则", 0, 7)
    (True, False)
    """
    if kind == "ip" and _is_like_a_section(text[start:end]):
        return _ADDRESSED.search(text[max(0, start - _AROUND) : start]) is not None
    before, behind = text[max(0, start - _AROUND) : start], text[end : end + _AROUND]
    if kind == "phone" and _PLAIN.fullmatch(text[start:end]):
        return _RUNG.search(before) is not None
    if kind == "phone" and (re.search(r"[^\d\s+＋]", text[start:end]) or _CALLED.search(before)):
        return True  # an amount has no hyphens
    others = (kind in _BEFORE and _BEFORE[kind].search(before), kind in _BEHIND and _BEHIND[kind].match(behind))
    return not any(others)


def _is_like_a_section(found: str) -> bool:
    """Claim that an IPv4 address looks as sections and versions do: of its numbers two have one digit, and none three.

    >>> _is_like_a_section("8.8.8.8"), _is_like_a_section("61.135.169.121"), _is_like_a_section("12.11.10.9")
    (True, False, False)
    """
    sizes = sorted(map(len, re.split("[.．]", found)))
    return len(sizes) > 1 and sizes[-1] < _ADDRESS_DIGITS and sizes[1] == 1
