"""What every test of observation visits may use: a world on SQLite, and the same on PostgreSQL."""

from tests.observation_visits.world import World
from tests.worlds import planted_worlds

planted_file, planted_database, world = planted_worlds(World)
