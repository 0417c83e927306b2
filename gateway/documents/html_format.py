"""Official documents as HTML for a browser to show and to print, styles and all in one page."""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator
from html import escape

from gateway.documents import layout
from gateway.documents.layout import CHARACTER, PITCH, STYLES, TWIPS_IN_POINT, Edge, Style
from gateway.documents.official_document import (
    Line,
    OfficialDocument,
    SignatureBlock,
    Table,
    elements,
    imprint,
)

MEDIA = "text/html"
TAGS = {"title": "h1", "heading_1": "h2", "heading_2": "h3"}
TONGUES = {"zh": "zh-CN", "en": "en"}
CHINESE = re.compile("[\u3400-\u9fff\uf900-\ufaff][\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef“”·]*")
"""A name in a text of another language, marked as Chinese."""
BEFORE, AFTER = layout.PAGE_NUMBER.split("{}")


def render_html(document: OfficialDocument) -> bytes:
    """Render a document as a page of HTML."""
    shown = "\n".join([*map(_element, elements(document)), *_imprint(document)])
    if document.language != "zh":
        shown = CHINESE.sub(r'<span lang="zh-CN">\g<0></span>', shown)
    page = (
        f'<!DOCTYPE html>\n<html lang="{TONGUES[document.language]}">\n<head>\n<meta charset="utf-8">'
        f"\n<title>{escape(document.whole_title)}"
        f"</title>\n<style>{CSS}</style>\n</head>\n<body>\n<main>\n{shown}\n</main>\n</body>\n</html>\n"
    )
    return page.encode()


def _element(element: Line | Table | SignatureBlock) -> str:
    if isinstance(element, Line):
        return _tag(TAGS.get(element.style, "p"), element.style, escape(element.text))
    if isinstance(element, Table):
        rows = [_row("th", "table_heading", element.headings), *(_row("td", "table_cell", row) for row in element.rows)]
        return f"<table><thead>{rows[0]}</thead><tbody>{''.join(rows[1:])}</tbody></table>"
    style = "signature" if len(element.columns) == 1 else "side"
    sides = ("".join(_tag("p", style, escape(text)) for text in lines) for lines in element.columns)
    return _tag("div", f"{style}s", "".join(f"<div>{side}</div>" for side in sides))


def _row(tag: str, style: str, texts: Iterable[str]) -> str:
    return f"<tr>{''.join(_tag(tag, style, escape(text)) for text in texts)}</tr>"


def _imprint(document: OfficialDocument) -> Iterator[str]:
    if len(document.signatures) == 1 and (lines := imprint(document)):
        parts = ("".join(f"<span>{escape(part)}</span>" for part in text.split("\t")) for text in lines)
        yield f"<footer>{''.join(_tag('p', 'imprint', part) for part in parts)}</footer>"


def _tag(tag: str, style: str, content: str) -> str:
    return f'<{tag} class="{style}">{content}</{tag}>'


def _rule(name: str, style: Style) -> str:
    """Return the rule of CSS that shows a style of `layout`."""
    family = ", ".join(each if each in {"serif", "sans-serif"} else f'"{each}"' for each in _families(style))
    align = "justify" if style.align == "both" else style.align
    first, left, right = (_points(each * CHARACTER) for each in (style.first, style.left, style.right))
    return (
        f".{name}{{margin:0;padding:{_points(style.before)} {right} 0 {left};text-indent:{first};text-align:{align};"
        f"font:normal {style.size}pt/{_points(style.pitch)} {family};letter-spacing:{_points(style.closer)};"
        f"color:#{style.color}}}"
    )


def _border(selector: str, edge: Edge) -> str:
    side = "top" if edge.place == "between" else edge.place
    return f"{selector}{{border-{side}:{edge.width / 8}pt solid #{edge.color};padding-{side}:{edge.distance}pt}}"


def _families(style: Style) -> tuple[str, ...]:
    return style.font.name, *style.font.instead


def _points(twips: float) -> str:
    return f"{twips / TWIPS_IN_POINT:g}pt"


MARGINS = f"{layout.TOP}mm {layout.RIGHT}mm {layout.BOTTOM}mm {layout.LEFT}mm"
NUMBERED = (
    f'{{content:"{BEFORE}" counter(page) "{AFTER}";font:14pt/14pt "宋体",SimSun,"Noto Serif CJK SC",serif;'
    "vertical-align:top;padding:3.8mm 14pt 0}"
)
"""The page's number, its dashes 7 mm below the text."""
RULES = (
    f"@page{{size:A4;margin:{MARGINS}}}",
    f"@page:right{{@bottom-right{NUMBERED}}}",
    f"@page:left{{@bottom-left{NUMBERED}}}",
    *(_rule(name, style) for name, style in STYLES.items()),
    f"p,h1,h2,h3{{min-height:{_points(PITCH)};overflow-wrap:anywhere;orphans:1;widows:1}}",
    "table{width:100%;border-collapse:collapse}.table_heading,.table_cell{border:.5pt solid;padding:0 4pt}",
    f".signatures{{width:max-content;max-width:100%;margin:0 {_points(layout.SIGNATURE_RIGHT * CHARACTER)} 0 auto}}",
    ".signatures,.sides,footer{break-inside:avoid}.signatures{break-before:avoid}.signatures p{text-align:center}",
    ".sides,.imprint{display:flex;justify-content:space-between}.sides div{flex:1}footer{margin-top:2em}",
    _border(".number_ruled", layout.RED_LINE),
    *map(_border, ("footer", "footer", ".imprint+.imprint"), layout.IMPRINT),
    "@media screen{body{margin:0;background:#eee}main{box-sizing:border-box;margin:1em auto;background:#fff;",
    f"width:{layout.WIDTH}mm;min-height:{layout.HEIGHT}mm;padding:{MARGINS}}}}}",
)
CSS = "\n".join(RULES)
POLICY = (
    f"default-src 'none'; style-src 'sha256-{base64.b64encode(hashlib.sha256(CSS.encode()).digest()).decode()}'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The content security policy under which the page shows: its own style and nothing else."""
