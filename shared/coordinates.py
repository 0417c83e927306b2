"""Coordinates: a pair of degrees in GCJ-02, the datum of Chinese maps, or none."""

from shared.errors import Invalid

LONGITUDES, LATITUDES = (73.0, 136.0), (3.0, 54.0)
"""China's extent in degrees, widened to whole ones; a swapped pair of coordinates falls outside."""


def require_coordinates(longitude: float | None, latitude: float | None) -> None:
    """Refuse as Invalid half a pair of coordinates, or a pair outside China (GCJ-02 degrees)."""
    if longitude is None and latitude is None:
        return
    if longitude is None or latitude is None:
        raise Invalid("coordinates_incomplete", field="lat_gcj02" if latitude is None else "lon_gcj02")
    for field, value, (least, most) in (
        ("lon_gcj02", longitude, LONGITUDES),
        ("lat_gcj02", latitude, LATITUDES),
    ):
        if not least <= value <= most:
            raise Invalid("coordinates_outside", field=field, value=value, least=least, most=most)
