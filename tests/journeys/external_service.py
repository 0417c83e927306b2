"""A service such as anyone writes with nameko. It knows nothing of this project: it runs alone, from another folder."""

import eventlet

eventlet.monkey_patch()

import json  # noqa: E402 - after the patching, as nameko's own command line has it
import sys  # noqa: E402

from nameko.events import event_handler  # noqa: E402
from nameko.runners import ServiceRunner  # noqa: E402


class ExternalService:
    """Prints every approval that it hears."""

    name = "external_service"

    @event_handler("projects", "project_approved")
    def hear(self, payload):
        """Print an event."""
        print(json.dumps(payload), flush=True)


runner = ServiceRunner({"AMQP_URI": sys.argv[1]})
runner.add_service(ExternalService)
runner.start()
print("listening", flush=True)
runner.wait()
