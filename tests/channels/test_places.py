"""A place's country, right up to the borders that matter here; none at sea, none for junk."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels import places

TOWNS = {
    "MY": [(1.4927, 103.7414), (4.2448, 117.8912), (3.139, 101.6869), (1.5533, 110.3592)],
    "SG": [(1.4360, 103.7860), (1.2903, 103.8520)],
    "ID": [(1.1301, 104.0529), (5.5483, 95.3238), (-9.1061, 124.8925), (-10.1772, 123.607),
           (4.14, 117.66), (-6.2, 106.8), (-8.65, 115.22), (-2.53, 140.72)],
    "MM": [(20.146, 92.898), (20.8222, 92.3683), (16.689, 98.509), (16.8, 96.15)],
    "BD": [(21.4272, 92.0058), (21.2126, 92.1635), (23.8, 90.4)],
    "PK": [(30.1798, 66.975), (28.98, 61.58), (30.921, 66.451), (24.86, 67.0)],
    "IR": [(29.0167, 61.45), (29.4963, 60.8629)],
    "AF": [(34.5, 69.2), (31.62, 65.71)],
    "TL": [(-8.5586, 125.5736), (-9.2, 124.36)],
    "TH": [(16.7131, 98.5747), (13.6928, 102.5017), (17.88, 102.74), (15.23, 105.50), (18.36, 103.65),
           (17.40, 104.78), (19.18, 100.90), (20.43, 99.88)],
    "LA": [(17.97, 102.63), (17.41, 104.81), (15.12, 105.80), (20.69, 101.98), (19.69, 102.1)],
    "KH": [(13.6575, 102.5635), (11.56, 104.92)],
    "VN": [(21.03, 105.85), (20.86, 106.68), (21.39, 103.02), (22.34, 103.84), (18.68, 105.68),
           (18.34, 105.91), (17.48, 106.60), (16.05, 108.2), (10.8, 106.7), (18.51, 105.25),
           (19.30, 104.43), (22.40, 102.25), (20.80, 104.75)],
    "CX": [(-10.42, 105.68)],
    "CC": [(-12.188, 96.829)],
    "NR": [(-0.52, 166.93)],
    "PG": [(-2.03, 147.27)],
    "AU": [(-12.46, 130.84)],
    "LK": [(6.93, 79.86), (9.66, 80.02)],
    "IN": [(26.98, 84.85), (13.08, 80.27)],
    "NP": [(27.01, 84.88)],
    "CN": [(43.8, 87.6), (22.52, 113.39)],
}  # fmt: skip
SEA = [(10.0, 96.5), (-11.5, 110.0), (17.0, 90.0), (-12.25, 123.04), (0.0, 0.0), (8.0, 112.0)]
JUNK = [("", ""), ("nan", "1"), ("1e999", "1"), ("91", "0"), ("0", "181"), ("-90.1", "0"),
        ("1;2", "3"), ("١", "x"), ("0x1", "1"), ("None", "None")]  # fmt: skip


@pytest.mark.parametrize(
    ("country", "place"), [(code, place) for code, its in TOWNS.items() for place in its]
)
def test_a_town_lies_in_its_country(country: str, place: tuple[float, float]) -> None:
    assert places.country(str(place[0]), str(place[1])) == country


@pytest.mark.parametrize("place", SEA)
def test_the_open_sea_is_no_country(place: tuple[float, float]) -> None:
    assert places.country(str(place[0]), str(place[1])) is None


@pytest.mark.parametrize(("latitude", "longitude"), JUNK)
def test_what_is_no_place_is_no_country(latitude: str, longitude: str) -> None:
    assert places.country(latitude, longitude) is None


@given(st.floats(-90, 90), st.floats(-180, 180))
def test_any_place_is_in_one_country_or_none(latitude: float, longitude: float) -> None:
    found = places.country(str(latitude), str(longitude))
    assert found is None or (len(found) == 2 and found.isupper())


@given(st.text(max_size=30), st.text(max_size=30))
def test_any_text_is_survived(latitude: str, longitude: str) -> None:
    places.country(latitude, longitude)
