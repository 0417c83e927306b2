"""What every test of activities may use: a world on SQLite, and the same on PostgreSQL where a server is wanted."""

from tests.activities.world import World
from tests.worlds import planted_worlds

planted_file, planted_database, world = planted_worlds(World)
