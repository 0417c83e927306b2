"""`python -m services NAME` runs one service on RabbitMQ and PostgreSQL, in one process or several side by side."""

import argparse
import os
import sys
import tempfile

from services import migrations_of, service_class, service_names


def main() -> None:
    """Run the service that the command line names until stopped."""
    parser = argparse.ArgumentParser(prog="python -m services", description="运行一个服务 · run one service")
    parser.add_argument("service", choices=service_names(), metavar="NAME", help=" | ".join(service_names()))
    parser.add_argument("--workers", type=int, default=1, metavar="N", help="并行进程数 · processes side by side")
    arguments = parser.parse_args()
    if arguments.workers > 1:
        _run_side_by_side(arguments.service, arguments.workers)
    else:
        _run(arguments.service)


def _run(name: str) -> None:
    from shared.hosts.server_host import chosen_host  # noqa: PLC0415 - not in the process that only watches over others

    serve = chosen_host()
    from shared import databases, metrics, tracing  # noqa: PLC0415 - what nameko needs green is so only now
    from shared.logs import configure_logs  # noqa: PLC0415
    from shared.settings import load_server_settings  # noqa: PLC0415

    configure_logs(name)
    settings = load_server_settings()
    tracing.configure(name, settings.otlp_endpoint)
    service = service_class(name)
    databases.prepare(settings, name, migrations_of(name))
    metrics.serve(settings.metrics_address)
    serve(service, settings)


def _run_side_by_side(name: str, workers: int) -> None:
    with tempfile.TemporaryDirectory(prefix="sanji-metrics-") as folder:
        # The processes count into one folder, and this one answers for all; prometheus_client looks at its import.
        os.environ["PROMETHEUS_MULTIPROC_DIR"] = folder
        from shared import databases, metrics  # noqa: PLC0415
        from shared.hosts.process_supervisor import ProcessSupervisor  # noqa: PLC0415
        from shared.logs import configure_logs  # noqa: PLC0415
        from shared.messaging.metrics import watch  # noqa: PLC0415
        from shared.settings import load_server_settings  # noqa: PLC0415

        configure_logs(f"{name}-side-by-side")
        settings = load_server_settings()
        watch(name, databases.open_database(settings.database(name), connections=1))
        metrics.serve(settings.metrics_address)
        command = [sys.executable, "-m", "services", name]
        sys.exit(ProcessSupervisor(command, workers, os.environ | {"SANJI_METRICS": ""}).run())


if __name__ == "__main__":
    main()
