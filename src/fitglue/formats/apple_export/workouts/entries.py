"""The attributes and children of an element of an export, as plain values."""

from xml.etree.ElementTree import Element

from fitglue.domain.units import UnknownUnit, convert, parse_number

_LONGEST_S = 366 * 86400.0


def entries(element: Element) -> dict[str, str]:
    """Give the direct metadata of an element, each key once. iOS 8 wrote it as attributes.

    Every modern export writes the direct entries of a workout twice and repeats them inside its
    activities, so they become one dictionary of the direct ones, and nothing is ever added up.
    """
    found = {key: value for key, value in element.items() if key.startswith("HK")}
    for entry in element.findall("MetadataEntry"):
        key, value = entry.get("key", ""), entry.get("value", "")
        if key:
            found.setdefault(key, value)
    return found


def seconds(element: Element, name: str) -> float | None:
    """Read `duration` with `durationUnit`, in minutes unless it says otherwise; a year at most."""
    try:
        value = parse_number(element.get(name, ""))
        lasted_s = convert(value, element.get(f"{name}Unit", "min"), "s")
    except (ValueError, UnknownUnit):
        return None
    return round(lasted_s, 6) if abs(lasted_s) < _LONGEST_S else None


def figure(element: Element, name: str) -> float | None:
    """Read an attribute as a number."""
    try:
        return parse_number(element.get(name, ""))
    except ValueError:
        return None


def attribute(element: Element, name: str, canonical: str) -> float | None:
    """Read an old total such as `totalDistance` with `totalDistanceUnit`; None without one."""
    value = figure(element, name)
    try:
        spelling = element.get(f"{name}Unit", canonical)
        return None if value is None else convert(value, spelling, canonical)
    except UnknownUnit:
        return None
