"""What every test of member points may use: a world on SQLite, and the same on PostgreSQL where a server is wanted."""

from tests.member_points.world import World
from tests.worlds import planted_worlds

planted_file, planted_database, world = planted_worlds(World)
