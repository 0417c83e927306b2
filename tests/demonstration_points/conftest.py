"""What every test of demonstration points may use: a world on SQLite, and the same on PostgreSQL."""

from tests.demonstration_points.world import World
from tests.worlds import planted_worlds

planted_file, planted_database, world = planted_worlds(World)
