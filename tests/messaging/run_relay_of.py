"""`python -m tests.messaging.run_relay_of NAME LISTENER` relays a sample service's events, as `services.relay` does."""

import sys
import threading

from shared.logs import configure_logs
from shared.messaging.broker import inbox_of
from shared.messaging.process import run_relay
from shared.settings import load_settings

if __name__ == "__main__":
    configure_logs(f"{sys.argv[1]}-relay")
    run_relay(sys.argv[1], load_settings(), threading.Event(), inboxes=[inbox_of(sys.argv[2])])
