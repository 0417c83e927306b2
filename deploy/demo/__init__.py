"""The demonstration: a real district, a year of invented work, entered through the public API like anyone's."""
