"""What a message means that follows a numbered list or a part of a long answer."""

from __future__ import annotations

import functools
import unicodedata
from collections.abc import Callable, Sequence

from campaign import places, spoken
from campaign.content import Content
from campaign.keywords import fold

# Stands in the place of an older list's first choice once "reply 1" has meant more of an answer.
TAKEN = ""
IN_COUNTRY = "@"  # "check_agency@NP": the topic as it is in one country
FIRST_LETTERS = 3
LONGEST = 120  # characters of a title

Forms = tuple[str, str]  # a text folded, and without marks
Matches = Callable[[str, str], bool]


def picked(text: str, offered: Sequence[str], content: Content, locale: str | None) -> int | None:
    """The number that a message picks from a list, if it is nothing else.

    It may be the number, in digits or words, or the first letters of one choice's title: at least
    three, and of no other's. The words that lead to a topic, and the names of languages, go first.

    Args:
        text: the message.
        offered: the choices of the list last shown.
        content: has their titles, and the words for numbers.
        locale: in which they were shown.

    Returns:
        As written, counted from 1: it may be more than are on offer.
    """
    number = spoken.only_number(text, content.numbers, locale)
    if number is not None:
        return number if offered else None
    if not offered or len(text) > LONGEST:
        return None
    titles = [_forms_of_title(_title(one, content, locale)) for one in offered]
    said = _forms(text)
    if exact := _by_title(said, titles, str.__eq__):
        return exact
    if sum(character.isalpha() for character in text) < FIRST_LETTERS:
        return None
    begun = _by_title(said, titles, str.startswith)
    if begun is None or content.asked(text) or content.language_named(text):
        return None
    return begun


def _title(choice: str, content: Content, locale: str | None) -> str:
    topic_id, _, country = choice.partition(IN_COUNTRY)
    if country:
        return places.country_name(country, locale or "en")
    return content.title(topic_id, locale or "en") if topic_id in content.topics else ""


def _by_title(said: Forms, titles: Sequence[Forms], matches: Matches) -> int | None:
    for place, form in enumerate(said):
        found = [
            number for number, title in enumerate(titles, 1) if form and matches(title[place], form)
        ]
        if len(found) == 1:
            return found[0]
    return None


def _forms(text: str) -> Forms:
    folded = fold(text)
    return folded, _bare(folded)


_forms_of_title = functools.lru_cache(maxsize=4096)(_forms)  # of no message: they are not kept


def _bare(folded: str) -> str:
    """Latin letters without their marks, as people type Vietnamese."""
    apart = unicodedata.normalize("NFD", folded.replace("đ", "d"))
    return "".join(one for one in apart if not "\u0300" <= one <= "\u036f")
