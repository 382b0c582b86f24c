from __future__ import annotations

import pickle
from collections.abc import Iterable

import pytest

from bot.nlu.concepts import Concepts
from bot.nlu.text import normalise
from campaign.lexicon import Entry


def _concepts(*lines: str) -> Concepts:
    return Concepts(_entries(lines))


def _entries(lines: Iterable[str]) -> Iterable[Entry]:
    for line in lines:
        language, meaning, words = line.split(" ", 2)
        for word in words.split():
            yield Entry(language, f"group of {meaning}", meaning, word, 1)


def _find(concepts: Concepts, text: str) -> set[str]:
    return concepts.find(normalise(text))


def test_words_of_all_languages_have_one_meaning() -> None:
    concepts = _concepts("en boat boat ships", "id boat kapal", "my boat လှေ")
    for text in ("my boat", "the SHIPS", "kapal kami", "ကျွန်တော်တို့လှေပျက်"):
        assert _find(concepts, text) == {"boat"}
    assert _find(concepts, "the shipment") == set()


@pytest.mark.parametrize(
    ("word", "text", "found"),
    [
        ("beat*", "they were beaten", True),
        ("beat*", "upbeat", False),
        ("*pukul*", "saya dipukul", True),
        ("let_go", "will they let go of him", True),
        ("let_go", "let me go", False),
        ("cut_salar*", "they cut salaries", True),
        ("cut_salar*", "they cut the salaries", False),
        ("cut_salar*", "salary cut", False),
        ("船", "我们的船坏了", True),
    ],
)
def test_stars_and_underscores(word: str, text: str, found: bool) -> None:
    assert bool(_find(_concepts(f"en x {word}"), text)) is found


def test_where_no_spaces_are_written_a_longer_word_hides_the_shorter_one_in_it() -> None:
    concepts = _concepts("zh_Hans money 钱", "zh_Hans ransom 赎钱")
    assert _find(concepts, "要赎钱") == {"ransom"}
    assert _find(concepts, "赎钱 给钱") == {"ransom", "money"}


def test_a_meaning_brings_its_group_and_its_pairs() -> None:
    concepts = _concepts("en boat boat", "en sink sink*", "id sink karam")
    assert set(concepts.meanings("boat karam")) == {
        "m:boat", "m:sink", "g:group of boat", "g:group of sink",
    }  # fmt: skip
    assert set(concepts.pairs("boat karam")) == {"m:boat+sink"}


def test_a_country_is_a_place_in_every_language_of_the_lexicon() -> None:
    concepts = _concepts("en boat boat", "id boat kapal", "th boat เรือ")
    for text in ("I am in Thailand", "saya di Prancis", "อยู่มาเลเซีย"):
        assert "place" in _find(concepts, text)


def test_the_model_keeps_its_own_lexicon() -> None:
    concepts = pickle.loads(pickle.dumps(_concepts("en boat boat")))
    assert concepts.find("boat") == {"boat"}


def test_no_lexicon_means_no_meanings() -> None:
    assert Concepts([]).meanings("boat") == {}
