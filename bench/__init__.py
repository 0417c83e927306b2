"""Measurements side by side, each one command: the platform against the plainest thing that does the same."""

import warnings

# Eventlet announces its end at every import; the threads host is the way out.
warnings.filterwarnings("ignore", message=r"\s*Eventlet")
