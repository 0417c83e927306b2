"""The base of this service's tables, and the small one that carries no rules of its own."""

from sqlalchemy import Integer, String
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

ID = String(64)


class Base(DeclarativeBase):
    """What every table of this service belongs to; every primary key leads with the district."""


class KnownProject(Base):
    """Replica of a project, so that a brand can be carried by it; the highest revision counts."""

    __tablename__ = "known_project"

    district_id: Mapped[str] = mapped_column(ID, primary_key=True)
    project_id: Mapped[str] = mapped_column(ID, primary_key=True)
    revision: Mapped[int] = mapped_column(Integer)
    organization_id: Mapped[str] = mapped_column(ID)
    title: Mapped[str] = mapped_column(String(100))
    status: Mapped[str] = mapped_column(String(30))
