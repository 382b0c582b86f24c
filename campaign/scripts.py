"""A first guess at the language from the writing alone, where no model can be asked."""

from __future__ import annotations

from collections import Counter

import regex

from campaign.languages import Languages

# ISO 15924 codes of the scripts that we write → names of the Unicode property.
SCRIPTS = {
    "Arab": "Arabic",
    "Beng": "Bengali",
    "Deva": "Devanagari",
    "Hans": "Han",
    "Khmr": "Khmer",
    "Latn": "Latin",
    "Mymr": "Myanmar",
    "Sinh": "Sinhala",
    "Taml": "Tamil",
    "Thai": "Thai",
}
_PATTERNS = {code: regex.compile(rf"\p{{Script={name}}}") for code, name in SCRIPTS.items()}


def main_script(text: str) -> str | None:
    """The ISO 15924 code of the script most of a text is in; None without letters of ours."""
    counts = Counter({code: len(found.findall(text)) for code, found in _PATTERNS.items()})
    (code, number), *_ = counts.most_common(1)
    return code if number else None


def guess_locale(text: str, languages: Languages) -> str | None:
    """The locale, if the text's script belongs to only one of ours."""
    script = main_script(text)
    candidates = languages.of_script(script) if script else []
    return candidates[0].id if len(candidates) == 1 else None
