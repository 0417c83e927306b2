"""Hosts that run service classes: each wires the same class to its own RPC and event transport."""

import os
import warnings

# Names are looked up as the system does it: /etc/hosts, search domains and all.
os.environ["EVENTLET_NO_GREENDNS"] = "yes"
# Eventlet announces its end whenever nameko is imported; the threads host is the way out.
warnings.filterwarnings("ignore", message=r"\s*Eventlet")
