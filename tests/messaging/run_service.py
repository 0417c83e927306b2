"""`python -m tests.messaging.run_service NAME` runs a sample service on the real host, as `python -m services` does."""

import sys

from shared.hosts.eventlet_patching import patch_for_eventlet


def main(name: str) -> None:
    """Run the sample service until it is told to stop."""
    from shared.hosts import nameko_host  # noqa: PLC0415 - only what is imported after turning green is green
    from shared.settings import load_settings  # noqa: PLC0415
    from tests.messaging import sample_services  # noqa: PLC0415

    sample_services.enter_events()
    settings = load_settings()
    nameko_host.prepare(sample_services.SERVICES[name], sample_services.MIGRATIONS, settings)
    nameko_host.serve(sample_services.SERVICES[name], settings)


if __name__ == "__main__":
    patch_for_eventlet()
    main(sys.argv[1])
