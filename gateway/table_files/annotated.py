"""The sheet of a checked import: the rows as they were handed in, with what becomes of each and why beside them."""

from collections.abc import Iterable, Iterator
from typing import Any

from gateway.table_files.exports import Column, workbook
from gateway.table_files.forms import Form
from shared.labels import label

ROW, OUTCOME, REASONS = "row", "outcome", "reasons"
HEADS = {
    ROW: {"zh": "行", "en": "line"},
    OUTCOME: {"zh": "结果", "en": "outcome"},
    REASONS: {"zh": "说明", "en": "why"},
}
TEXT = {"zh": "文字", "en": "text"}


def annotated(form: Form, rows: Iterable[dict[str, Any]], tongue: str) -> bytes:
    """Write the columns of a form with each row's line before and its outcome and reasons behind them."""
    own = [
        Column(each.name, getattr(each, tongue), TEXT[tongue], getattr(each, f"about_{tongue}"))
        for each in form.columns
    ]
    beside = {name: Column(name, words[tongue], TEXT[tongue], "") for name, words in HEADS.items()}
    columns = [beside[ROW], *own, beside[OUTCOME], beside[REASONS]]
    return workbook(columns, _shown(rows, tongue), tongue)


def _shown(rows: Iterable[dict[str, Any]], tongue: str) -> Iterator[dict[str, Any]]:
    for row in rows:
        said = [each[tongue] for each in (*row["reasons"], *row["warnings"])]
        outcome = label("row_outcome", row["outcome"], tongue) if row["outcome"] else ""
        beside = {ROW: row.get("row", row.get("number")), OUTCOME: outcome, REASONS: "\n".join(said)}
        yield row["cells"] | beside
