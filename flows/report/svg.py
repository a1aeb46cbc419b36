"""What of a rendered figure goes into the page? Shapes and words; nothing that acts, loads or styles others."""

from typing import Final

from lxml import etree

NAMESPACE: Final = "{http://www.w3.org/2000/svg}"
SHAPES: Final = frozenset({"svg", "g", "path", "line", "rect", "text", "circle"})
ATTRIBUTES: Final = frozenset({
    "viewBox", "transform", "d", "x", "y", "x1", "y1", "x2", "y2", "width", "height", "r", "cx", "cy", "fill", "stroke",
    "stroke-width", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity", "text-anchor", "font-size",
    "stroke-miterlimit",
})
EMPTY: Final = ("", "M0,0h0v0h0Z")  # paths that draw nothing


def plain(svg: str) -> str:
    """Keep the shapes and attributes that draw; a figure scales with its column, and its numbers are told beside it.

    >>> inner = '<script>y()</script><text x="1">a&lt;b</text>'
    >>> plain(f'<svg xmlns="http://www.w3.org/2000/svg" onload="x()">{inner}</svg>')
    '<svg aria-hidden="true" focusable="false"><text x="1">a&lt;b</text></svg>'
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True)
    return etree.tostring(_kept(etree.fromstring(svg.encode(), parser)), encoding="unicode")


def _kept(element: etree._Element) -> etree._Element:
    """Copy an element with what may stay of it."""
    name = element.tag.removeprefix(NAMESPACE)
    attributes = {key: value for key, value in element.attrib.items() if key in ATTRIBUTES}
    if name == "svg":
        attributes = {key: value for key, value in attributes.items() if key == "viewBox"} | {
            "aria-hidden": "true", "focusable": "false"}
    copy = etree.Element(name, attributes)
    copy.text = element.text if name == "text" else None
    for child in element:
        if isinstance(child.tag, str) and child.tag.removeprefix(NAMESPACE) in SHAPES and not _is_empty(child):
            copy.append(_kept(child))
    return copy


def _is_empty(element: etree._Element) -> bool:
    """Claim that nothing is seen of an element."""
    is_path = element.tag == f"{NAMESPACE}path"
    return element.get("display") == "none" or (is_path and (element.get("d") or "") in EMPTY)
