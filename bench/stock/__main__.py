"""`python -m bench.stock` runs the stock service on nameko as it comes."""

import os


def main() -> None:
    """Serve until it is told to stop."""
    import eventlet  # noqa: PLC0415 - what is imported before the patching keeps its ordinary parts

    eventlet.monkey_patch()
    # Without it psycopg stops the whole process at every statement: nobody would run it so.
    os.environ["PSYCOPG_WAIT_FUNC"] = "wait_selector"
    from nameko.runners import ServiceRunner  # noqa: PLC0415 - after the patching

    from bench.stock.projects import StockProjects  # noqa: PLC0415
    from shared.logs import configure_logs  # noqa: PLC0415
    from shared.settings import load_settings  # noqa: PLC0415

    configure_logs("stock")
    runner = ServiceRunner({"AMQP_URI": load_settings().amqp_uri})
    runner.add_service(StockProjects)
    runner.start()
    runner.wait()


if __name__ == "__main__":
    main()
