"""`python -m tests.messaging.perform NAME` runs a performer on the real host, as `python -m services` does."""

import sys

from shared.hosts.eventlet_patching import patch_for_eventlet


def main(name: str) -> None:
    """Run the performer until it is told to stop."""
    from shared.hosts import nameko_host  # noqa: PLC0415 - only what is imported after turning green is green
    from shared.settings import load_settings  # noqa: PLC0415
    from tests.messaging import performers  # noqa: PLC0415

    performers.enter_repertoire()
    settings = load_settings()
    nameko_host.prepare(performers.PERFORMERS[name], performers.MIGRATIONS, settings)
    nameko_host.serve(performers.PERFORMERS[name], settings)


if __name__ == "__main__":
    patch_for_eventlet()
    main(sys.argv[1])
