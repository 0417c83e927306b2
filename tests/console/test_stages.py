"""Stages of records, lines of documents, and points as they are written."""

import pytest

from gateway.console import formats
from gateway.console.documents import Line, read_lines
from gateway.console.stages import stages

LABELS = [(each, "") for each in ("上报", "把关", "确认")]


@pytest.mark.parametrize(
    ("reached", "over", "states"),
    [
        (0, False, ["now", "next", "next"]),
        (1, False, ["done", "now", "next"]),
        (3, False, ["done", "done", "done"]),
        (1, True, ["done", "off", "off"]),
    ],
)
def test_a_stage_is_at_hand_only_while_the_record_is_not_over(reached, over, states):
    assert [each.state for each in stages(LABELS, reached, over=over)] == states


@pytest.mark.parametrize(("hundredths", "said"), [(250, "2.5"), (6000, "60"), (-125, "-1.25"), (0, "0"), (None, "–")])
def test_points_are_written_as_people_write_them(hundredths, said):
    assert formats.points(hundredths) == said


def test_a_document_is_read_as_lines_with_their_styles_and_no_markup():
    page = (
        "<html><style>p{}</style><body><h1 class='title'>关于&lt;甲&gt;的通知</h1><p class='body'></p>"
        "<p class='imprint'><span>甲印发</span><span>2026年6月10日</span></p></body></html>"
    )
    assert read_lines(page) == [Line("title", "关于<甲>的通知"), Line("imprint", "甲印发\u30002026年6月10日")]
