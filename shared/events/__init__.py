"""The catalogue of facts, one module per service that tells them; `docs/events.md` is generated from these classes."""

from shared.events import organizations, projects

__all__ = ["organizations", "projects"]
