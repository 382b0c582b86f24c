from datetime import date

import pytest

from campaign import local_numbers

DAY = date(2025, 9, 8)


@pytest.mark.parametrize(
    ("locale", "number", "day"),
    [
        ("en", "8,692", "September 8, 2025"),
        ("id", "8.692", "8 September 2025"),
        ("fa", "۸٬۶۹۲", "۸ سپتامبر ۲۰۲۵"),
        ("my", "၈,၆၉၂", "၂၀၂၅ စက်တင်ဘာ ၈"),
        ("bn", "৮,৬৯২", "৮ সেপ্টেম্বর, ২০২৫"),
        ("ur", "8,692", "8 ستمبر، 2025"),  # CLDR: Latin digits
    ],
)
def test_numbers_and_days_are_written_as_the_locale_writes_them(
    locale: str, number: str, day: str
) -> None:
    assert local_numbers.number(8692, locale) == number
    assert local_numbers.day(DAY, locale) == day


def test_a_language_that_cldr_does_not_know_gets_english_numbers() -> None:
    assert local_numbers.number(8692, "ksw") == "8,692"
    assert local_numbers.day(DAY, "ksw") == "September 8, 2025"


def test_a_year_has_the_digits_of_the_locale_and_no_separator() -> None:
    assert local_numbers.digits("2024", "ne") == "२०२४"
