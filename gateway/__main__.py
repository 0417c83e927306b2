"""`python -m gateway` serves the API on RabbitMQ and PostgreSQL."""

import os
import tempfile

from shared.logs import configure_logs
from shared.settings import load_server_settings


def main() -> None:
    """Serve until stopped, with the metrics of all worker processes in one folder."""
    configure_logs("gateway")
    settings = load_server_settings()
    # prometheus_client looks for the folder when it is imported, and never again.
    os.environ.setdefault("PROMETHEUS_MULTIPROC_DIR", tempfile.mkdtemp(prefix="sanji-metrics-"))
    from gateway.distributed import run  # noqa: PLC0415

    run(settings)


if __name__ == "__main__":
    main()
