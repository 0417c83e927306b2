"""The roles by which pages choose what they offer; what a role may do, the API decides."""

DISTRICT, STREET, COMMUNITY, BRANCH = "district_staff", "street_staff", "community_staff", "branch_staff"
SYSTEM_ADMIN, PERSONAL_DATA = "system_admin", "personal_data_reader"
STAFF = frozenset({DISTRICT, STREET, COMMUNITY, BRANCH})
ABOVE = frozenset({DISTRICT, STREET})
"""Who has units below that they approve for."""
