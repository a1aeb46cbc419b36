"""Which texts may a crawl bring? Any: these strategies make them."""

from hypothesis import strategies as st

ENDS = st.sampled_from(["\n", "\r\n", "\r", "\n\n", "\n\n\n", "\u2028", "\x0b", ""])
# Pieces that the cleaners act on, so that arbitrary text is not only text nobody touches.
PIECES = st.sampled_from([
    "", " ", "\u3000\u3000", "\u200b", "\ufeff", "相关阅读", "扫码关注公众号", "版权所有 © 2023", "編輯:吳昕", "&nbsp;", "2023-12-02 21:53",
    "今天天气很好,我们沿着河边走了很久,谁也没有说话。", "我們沿著河邊走了很久,誰也沒有說話。", "為什么會(huì)這樣", "Related articles", "參考鏈接",
    "https://example.org/a", "The storm closed the port for three days, and nobody could leave.", "据\u00a0 消息", "null", "\x00",
])
TEXTS = st.lists(st.tuples(PIECES | st.text(max_size=30), ENDS), max_size=25).map(
    lambda parts: "".join(piece + end for piece, end in parts)
)
