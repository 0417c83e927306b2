"""Charts and maps: what is later stands further right, what is more higher, and nothing leaves the frame."""

from datetime import date

from gateway.console import charts, maps

TODAY = date(2026, 11, 30)
NODES = [
    {"title": "推广", "due_on": "2026-12-08", "mark": "risk", "was_due_on": "2026-11-20"},
    {"title": "调研", "due_on": "2026-08-30", "mark": "done"},
]


def test_nodes_stand_in_the_order_of_their_deadlines_and_an_old_one_stays_visible():
    drawn = charts.gantt(NODES, date(2026, 8, 1), TODAY)
    assert [row.name for row in drawn.rows] == ["调研", "推广"]
    first, second = drawn.rows
    assert charts.NAMES <= first.begin < first.end == second.begin < second.old < drawn.today < second.end
    assert second.end <= drawn.width
    assert [day.month for _, day in drawn.months] == [8, 9, 10, 11, 12]
    assert charts.gantt([], TODAY, TODAY) is None


def test_the_greatest_point_of_a_line_is_at_the_top():
    assert charts.line([0, 5, 10], 100, 50) == "0.0,50.0 50.0,25.0 100.0,0.0"
    assert charts.line([0, 0], 100, 50) == "0.0,50.0 100.0,50.0"


def test_a_map_keeps_north_up_and_every_point_within_its_frame():
    places = {"a": (118.05, 24.40), "b": (118.15, 24.50), "c": (118.10, 24.45), "d": (None, None)}
    points = [
        {"id": key, "name": key, "parent_id": "s", "lon_gcj02": lon, "lat_gcj02": lat, "value": 0}
        for key, (lon, lat) in places.items()
    ]
    drawn = maps.drawn({"points": points, "attribution": "来源"}, {"s": "某街道"})
    by_id = {each.id: each for each in drawn.points}
    assert by_id["b"].y < by_id["c"].y < by_id["a"].y
    assert by_id["a"].x < by_id["c"].x < by_id["b"].x
    assert all(0 < each.x < drawn.width and 0 < each.y < drawn.height for each in drawn.points)
    assert drawn.unplaced == 1
    assert drawn.outlines[0].name == "某街道"
    assert maps.drawn({"points": points[3:], "attribution": ""}, {}) is None
