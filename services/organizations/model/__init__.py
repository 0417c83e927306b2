"""Organizations, posts and members, and their rules; independent of the clock, the broker and HTTP."""

from services.organizations.model import views

__all__ = ["views"]
