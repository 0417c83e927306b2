"""Official documents as Office Open XML (.docx), the same bytes for the same document."""

import io
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, time
from html import escape

import docx
from docx.document import Document
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.section import _Footer
from docx.shared import Mm

from gateway.documents import layout
from gateway.documents.layout import CHARACTER, STYLES, TEXT_WIDTH, Edge, Font, Style, width_of
from gateway.documents.official_document import (
    Line,
    OfficialDocument,
    SignatureBlock,
    Table,
    elements,
    imprint,
    line,
)

MEDIA = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PACKED_AT = (1980, 1, 1, 0, 0, 0)
"""The time of every part of the file: the oldest that a ZIP file can name."""
W = nsdecls("w")
FREE = '<w:overflowPunct w:val="0"/><w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/><w:snapToGrid w:val="0"/>'
"""No marks in the margin, no gaps beside digits, no grid: 28 characters stand in every line."""
FRAME = (
    f'<w:framePr w:w="{TEXT_WIDTH}" w:wrap="around" w:vAnchor="margin" w:hAnchor="margin" w:xAlign="left" '
    'w:yAlign="bottom"/>'
)
"""A frame at the foot of the text. It stands with each paragraph: LibreOffice passes over one in a style."""


def render_docx(document: OfficialDocument) -> bytes:
    """Render a document as a `.docx` file."""
    made = docx.Document()
    _set_properties(made, document)
    _set_fonts(made)
    for name, style in STYLES.items():
        made.styles.element.append(parse_xml(_style_xml(name, style)))
    _set_page(made)
    body = made.element.body
    for element in parse_xml(f"<w:body {W}>{''.join(_body_xml(document))}</w:body>"):
        body.insert(len(body) - 1, element)
    return _packed(made)


def _set_properties(made: Document, document: OfficialDocument) -> None:
    properties = made.core_properties
    properties.title, properties.comments, properties.language = document.whole_title, "", "zh-CN"
    organ = line(document.signatures[0].organ) if document.signatures else ""
    properties.author = properties.last_modified_by = organ
    properties.created = properties.modified = datetime.combine(document.written_on, time())
    relations = made.part.package.rels
    for relation in [each for each in relations.values() if each.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del relations[relation.rId]


def _set_fonts(made: Document) -> None:
    """Name what each typeface is replaced by where it is missing, and Chinese as the language."""
    table = f"<w:fonts {W}>{''.join(map(_font_xml, layout.FONTS))}</w:fonts>"
    (relation,) = [each for each in made.part.rels.values() if each.reltype == RELATIONSHIP_TYPE.FONT_TABLE]
    part = Part(PackURI("/word/fontTable.xml"), CONTENT_TYPE.WML_FONT_TABLE, table.encode(), made.part.package)
    made.part.load_rel(RELATIONSHIP_TYPE.FONT_TABLE, part, relation.rId)
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def _font_xml(font: Font) -> str:
    return (
        f'<w:font w:name="{font.name}"><w:altName w:val="{",".join(font.instead[:-1])}"/><w:charset w:val="86"/>'
        f'<w:family w:val="auto"/><w:pitch w:val="variable"/></w:font>'
    )


def _style_xml(name: str, style: Style) -> str:
    first = round(style.first * CHARACTER)
    indent = f'w:firstLine="{first}"' if first >= 0 else f'w:hanging="{-first}"'
    outline = "" if style.outline is None else f'<w:outlineLvl w:val="{style.outline}"/>'
    font, size = style.font.name, 2 * style.size
    return (
        f'<w:style {W} w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/><w:qFormat/>'
        f"<w:pPr>{_placing(style)}"
        f'<w:spacing w:before="{style.before}" w:after="0" w:line="{style.pitch}" '
        f'w:lineRule="exact"/><w:ind w:left="{round(style.left * CHARACTER)}" '
        f'w:right="{round(style.right * CHARACTER)}" {indent}/><w:jc w:val="{style.align}"/>{outline}</w:pPr>'
        f'<w:rPr><w:rFonts w:ascii="{font}" w:hAnsi="{font}" w:eastAsia="{font}" w:cs="{font}"/>'
        f'<w:color w:val="{style.color}"/><w:spacing w:val="{style.closer}"/>'
        f'<w:sz w:val="{size}"/><w:szCs w:val="{size}"/></w:rPr></w:style>'
    )


def _placing(style: Style) -> str:
    """Return what places a paragraph beside its indents: the lines around it, a tab at its right end."""
    edges = "".join(map(_edge, style.edges))
    end = TEXT_WIDTH - round(style.right * CHARACTER)
    tab = f'<w:tabs><w:tab w:val="right" w:pos="{end}"/></w:tabs>' if style.tabbed else ""
    return f'<w:widowControl w:val="0"/><w:pBdr>{edges}</w:pBdr>{tab}{FREE}'


def _edge(edge: Edge) -> str:
    return f'<w:{edge.place} w:val="single" w:sz="{edge.width}" w:space="{edge.distance}" w:color="{edge.color}"/>'


def _set_page(made: Document) -> None:
    (section,) = made.sections
    section.page_width, section.page_height = Mm(layout.WIDTH), Mm(layout.HEIGHT)
    section.top_margin, section.bottom_margin = Mm(layout.TOP), Mm(layout.BOTTOM)
    section.left_margin, section.right_margin = Mm(layout.LEFT), Mm(layout.RIGHT)
    section.footer_distance = Mm(layout.FOOTER)
    for grid in [*made.element.iter(qn("w:docGrid"))]:
        grid.getparent().remove(grid)
    made.settings.odd_and_even_pages_header_footer = True
    _number_pages(section.footer, "page_number_odd")
    _number_pages(section.even_page_footer, "page_number_even")


def _number_pages(footer: _Footer, style: str) -> None:
    (paragraph,) = footer.paragraphs
    paragraph.style = style
    before, after = layout.PAGE_NUMBER.split("{}")
    paragraph.add_run(before)
    field = parse_xml(f'<w:fldSimple {W} w:instr="PAGE"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph.paragraph_format.element.append(field)
    paragraph.add_run(after)


def _body_xml(document: OfficialDocument) -> Iterator[str]:
    parts = [*elements(document)]
    for place, part in enumerate(parts):
        if isinstance(part, Line):
            # A signature never stands alone on a page: the last lines of the text go with it.
            signs = any(isinstance(each, SignatureBlock) for each in parts[place + 1 : place + 3])
            yield _paragraph(part.style, part.text, keep="<w:keepNext/>" if signs else "")
        elif isinstance(part, Table):
            yield _table(part)
        elif len(part.columns) > 1:
            yield _sides(part)
        else:
            yield from _imprint(document)
            yield from _signature(part.columns[0])


def _paragraph(style: str, text: str, *, keep: str = "", indent: str = "") -> str:
    parts = "<w:r><w:tab/></w:r>".join(
        f'<w:r><w:t xml:space="preserve">{escape(part)}</w:t></w:r>' for part in text.split("\t") if part
    )
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{keep}{indent}</w:pPr>{parts}</w:p>'


def _imprint(document: OfficialDocument) -> Iterator[str]:
    """Yield the imprint; its frame stands at the foot of the page of the paragraph after it."""
    for text in imprint(document):
        yield _paragraph("imprint", text, keep=FRAME)


def _signature(lines: Sequence[str]) -> Iterator[str]:
    """Yield the lines of a signature, each centred over the widest."""
    widest = max(map(width_of, lines))
    for text in lines:
        right = round((layout.SIGNATURE_RIGHT + (widest - width_of(text)) / 2) * CHARACTER)
        yield _paragraph("signature", text, keep="<w:keepNext/>", indent=f'<w:ind w:right="{right}"/>')


def _sides(block: SignatureBlock) -> str:
    width = TEXT_WIDTH // len(block.columns)
    cells = "".join(
        _cell(width, "".join(_paragraph("side", text, keep="<w:keepNext/>") for text in lines))
        for lines in block.columns
    )
    return _grid([width] * len(block.columns), f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>")


def _table(table: Table) -> str:
    widths = [TEXT_WIDTH * share // sum(table.shares) for share in table.shares]
    edges = ("top", "left", "bottom", "right", "insideH", "insideV")
    rows = [_row(widths, table.headings, "table_heading", "<w:tblHeader/>")]
    rows += [_row(widths, row, "table_cell") for row in table.rows]
    return _grid(widths, "".join(rows), edges)


def _row(widths: Sequence[int], texts: Sequence[str], style: str, more: str = "") -> str:
    cells = "".join(_cell(width, _paragraph(style, text)) for width, text in zip(widths, texts, strict=True))
    return f"<w:tr><w:trPr><w:cantSplit/>{more}</w:trPr>{cells}</w:tr>"


def _cell(width: int, paragraphs: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraphs}</w:tc>'


def _grid(widths: Sequence[int], rows: str, edges: Iterable[str] = ()) -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    borders = "".join(_edge(Edge(place, 4, distance=0)) for place in edges)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>{rows}</w:tbl>"
    )


def _packed(made: Document) -> bytes:
    """Write the file with one time for all of its parts, in one order."""
    written, packed = io.BytesIO(), io.BytesIO()
    made.save(written)
    with zipfile.ZipFile(written) as parts, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as file:
        for name in parts.namelist():
            file.writestr(zipfile.ZipInfo(name, PACKED_AT), parts.read(name), zipfile.ZIP_DEFLATED)
    return packed.getvalue()
