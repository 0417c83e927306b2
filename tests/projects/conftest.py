"""What every test of projects may use: a world on SQLite, and the same on PostgreSQL where a server is wanted."""

from tests.projects.world import World
from tests.worlds import planted_worlds

planted_file, planted_database, world = planted_worlds(World)
