"""`python -m tests.messaging.run_service NAME` runs a sample service on its real host, as `python -m services` does."""

import sys

from shared.hosts.server_host import chosen_host


def main(name: str) -> None:
    """Run the sample service until it is told to stop."""
    serve = chosen_host()
    from shared import databases  # noqa: PLC0415 - what nameko needs green is so only now
    from shared.settings import load_settings  # noqa: PLC0415
    from tests.messaging import sample_services  # noqa: PLC0415

    sample_services.enter_events()
    settings = load_settings()
    databases.prepare(settings, name, sample_services.MIGRATIONS)
    serve(sample_services.SERVICES[name], settings)


if __name__ == "__main__":
    main(sys.argv[1])
