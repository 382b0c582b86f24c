"""Turns a shared place into its country, here on this machine, and nothing else of it.

The coordinates are looked up and dropped: they reach no queue, database, log or other server.
"""

from __future__ import annotations

import math

from babel.core import get_global
from tzfpy import get_tzs

# Northern Vietnam keeps the time zone of Bangkok, so that the zone alone would say Thailand
# (https://data.iana.org/time-zones/tzdb/zone.tab). Laos lies between the two: these lines, in
# degrees (longitude east of, latitude north of), part them.
BANGKOK = "Asia/Bangkok"
EAST_OF_THAILAND = ((105.65, -90.0), (104.9, 17.7), (102.0, 18.6))


def country(latitude: str, longitude: str) -> str | None:
    """The country (ISO 3166-1 alpha-2) of a place, by the borders of time zones.

    They follow the borders of countries, simplified by at most about 111 metres (tzfpy, from
    OpenStreetMap), with some waters off the coast.

    Args:
        latitude, longitude: degrees, as a provider gives them.

    Returns:
        None at sea, where borders overlap, and for what is no place on Earth.
    """
    north, east = _degrees(latitude, 90), _degrees(longitude, 180)
    if north is None or east is None:
        return None
    found = {_of_zone(zone, north, east) for zone in get_tzs(east, north)}
    return found.pop() if len(found) == 1 else None


def is_place(latitude: str, longitude: str) -> bool:
    """Whether these are the degrees of a place on Earth."""
    return _degrees(latitude, 90) is not None and _degrees(longitude, 180) is not None


def _of_zone(zone: str, north: float, east: float) -> str | None:
    if zone == BANGKOK and any(east > line[0] and north > line[1] for line in EAST_OF_THAILAND):
        return "VN"
    aliases, territories = get_global("zone_aliases"), get_global("zone_territories")
    territory = territories.get(zone) or territories.get(aliases.get(zone, zone))
    return (
        territory if territory and territory.isalpha() and territory not in {"ZZ", "001"} else None
    )


def _degrees(text: str, most: int) -> float | None:
    try:
        degrees = float(text)
    except ValueError:
        return None
    return degrees if math.isfinite(degrees) and abs(degrees) <= most else None
