"""The writing alone tells the language where only one of ours is written so."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign import languages, scripts
from tests import builder


@pytest.mark.parametrize(
    ("text", "script", "locale"),
    [
        ("ကူညီပါ", "Mymr", "my"),
        ("مدد", "Arab", "ur"),
        ("tolong", "Latn", None),  # English or Indonesian
        ("ช่วยด้วย", "Thai", None),  # none of ours
        ("help ကူညီပါ ကယ်ပါ", "Mymr", "my"),  # most of it
        ("123 !?", None, None),
        ("۱۲۳", "Arab", "ur"),  # digits have a script as well
        ("", None, None),
        ("помогите", None, None),
    ],
)
def test_a_locale_is_guessed_from_a_script_of_its_own(
    tmp_path: Path, text: str, script: str | None, locale: str | None
) -> None:
    path = tmp_path / "languages.yml"
    builder.write(path, {"locales": builder.LOCALES})
    assert scripts.main_script(text) == script
    assert scripts.guess_locale(text, languages.load(path)) == locale
