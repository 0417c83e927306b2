"""Which organization may be below which: three administrative levels, and leaves below any of them."""

from shared.enumerations import ORGANIZATION_KINDS, PARTY_FORMS
from shared.errors import Invalid
from shared.trees import BRANCH, COMMUNITY, DISTRICT, LEVELS, STREET, Version

PARTY, GOVERNMENT_BODY, TWO_NEW = KINDS = ORGANIZATION_KINDS
ADMINISTRATIVE = (DISTRICT, STREET, COMMUNITY)

LEVEL_WORDS = {
    DISTRICT: ("区级", "district"),
    STREET: ("街道级", "street"),
    COMMUNITY: ("社区级", "community"),
    BRANCH: ("支部级", "branch"),
}
"""How a level is named to readers of the two languages."""

PARENTS: dict[str, tuple[str, ...]] = {
    DISTRICT: (),
    STREET: (DISTRICT,),
    COMMUNITY: (STREET,),
    BRANCH: ADMINISTRATIVE,
}


def require_known(level: str, kind: str, party_form: str | None) -> None:
    """Refuse as Invalid a level, kind or party form that does not exist, or the three together."""
    for field, value, known in (
        ("level", level, LEVELS),
        ("kind", kind, KINDS),
        ("party_form", party_form, (*PARTY_FORMS, None)),
    ):
        if value not in known:
            raise Invalid("word_unknown", field=field, value=value, known=tuple(filter(None, known)))
    if kind != PARTY and level != BRANCH:
        raise Invalid("kind_does_not_fit", field="kind", kind=kind, level=level)


def require_fit(child: Version, parent: Version) -> None:
    """Refuse as Invalid a place that an organization's level or kind does not allow.

    Government bodies (机关单位) and two-new organizations (“两新”组织) hang on a street or on the district.
    """
    allowed = PARENTS[child.level] if child.kind == PARTY else (STREET, DISTRICT)
    if parent.level not in allowed:
        raise Invalid(
            "level_does_not_fit",
            field="parent_id",
            name=child.name,
            level=child.level if child.kind == PARTY else child.kind,
            parent=parent.name,
            parent_level=parent.level,
        )
