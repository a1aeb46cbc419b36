"""What do crawlers leave behind? Makers of WARC and zip, for the tests of the readers."""

import gzip
import io
import zipfile

STORY = "去年冬天，河边的老屋终于拆了，屋里的东西都搬到了新镇上，住了一辈子的人也跟着走了。"
SHOWN = "老屋\n" + STORY * 4  # what `page` shows: its heading and its text
FABLE = "去年冬天，河邊的老屋終於拆了，屋裡的東西都搬到了新鎮上，住了一輩子的人也跟著走了。"


def page(title="老屋", text=STORY * 4, charset="utf-8", meta=None):
    """Make a page."""
    label = f'<meta charset="{meta}">' if meta else ""
    html = f"<html><head>{label}<title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"
    return html.encode(charset)


def http(body, status="200 OK", kind="text/html", **headers):
    """Make an HTTP answer."""
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", *(f"{k.replace('_', '-')}: {v}" for k, v in headers.items())]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def warc(block, kind="response", number=0, length=None, url="http://news.example.com.cn/a"):
    """Make a WARC record; `length` is what it says of itself."""
    content = {"response": "application/http; msgtype=response", "conversion": "text/plain"}.get(kind, "text/html")
    head = (
        f"WARC/1.0\r\nWARC-Type: {kind}\r\nWARC-Target-URI: {url}\r\nWARC-Date: 2024-05-06T07:08:09Z\r\n"
        f"WARC-Record-ID: <urn:uuid:{number:08d}>\r\nContent-Type: {content}\r\n"
        f"Content-Length: {len(block) if length is None else length}\r\n\r\n"
    )
    return head.encode() + block + b"\r\n\r\n"


def members(records):
    """Pack each record as crawlers do: as a gzip member of its own."""
    return b"".join(gzip.compress(record, 1) for record in records)


def zipped(members, packing=zipfile.ZIP_DEFLATED):
    """Pack files into a zip archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", packing) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()
