"""Official documents (公文) by GB/T 9704-2012: composed from records, rendered as `.docx` and as HTML."""

from gateway.documents import docx_format, html_format
from gateway.documents.official_document import Heading, OfficialDocument, Paragraph, Signature, Table

__all__ = ["RENDERERS", "Heading", "OfficialDocument", "Paragraph", "Signature", "Table"]

RENDERERS = {docx_format.MEDIA: docx_format.render_docx, html_format.MEDIA: html_format.render_html}
"""What renders a document, by media type; the first is what is answered where any is accepted."""
