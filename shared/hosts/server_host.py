"""Choice of the host of a service process, which comes before everything else that the process imports."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from shared.service import Service
    from shared.settings import Settings


def chosen_host() -> "Callable[[type[Service], Settings], None]":
    """Return how the host that `SANJI_HOST` names serves; nameko's, unless it is `threads`.

    What nameko needs patched is patched first, so nothing of ours but this module is imported before.
    """
    # The environment itself: the settings bring half of the libraries, whose ordinary parts would stay.
    if os.environ.get("SANJI_HOST") == "threads":
        from shared.hosts import thread_host  # noqa: PLC0415 - one of the two is imported in a process

        return thread_host.serve
    from shared.hosts.eventlet_patching import patch_for_eventlet  # noqa: PLC0415 - not on plain threads

    patch_for_eventlet()
    from shared.hosts import nameko_host  # noqa: PLC0415 - only what is imported now is green

    return nameko_host.serve
