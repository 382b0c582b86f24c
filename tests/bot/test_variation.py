from bot.nlu.text import normalise
from bot.variation import spellings


def test_vietnamese_is_learnt_without_its_marks_too() -> None:
    assert spellings(normalise("Thuyền đang chìm, cứu với"), "vi") == ["thuyen dang chim, cuu voi"]
    assert spellings("thuyen dang chim", "vi") == []


def test_marks_of_other_languages_stay() -> None:
    assert spellings("नाव डूब रही है", "hi") == []
    assert spellings("naïf", "id") == []
