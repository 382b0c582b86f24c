"""Other spellings of an example question, made for training and stored nowhere."""

from __future__ import annotations

import unicodedata

VIETNAMESE = "vi"


def spellings(text: str, language: str) -> list[str]:
    """How else people type a normalised text; the text itself is not among them.

    Vietnamese is often typed without its marks: "thuyền" as "thuyen".
    """
    plain = _without_marks(text) if language == VIETNAMESE else text
    return [plain] if plain != text else []


def _without_marks(text: str) -> str:
    letters = unicodedata.normalize("NFD", text.replace("đ", "d"))
    return "".join(letter for letter in letters if not unicodedata.combining(letter))
