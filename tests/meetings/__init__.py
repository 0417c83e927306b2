"""The meetings service: frozen reports, quarterly meetings with their decisions, and honours."""
