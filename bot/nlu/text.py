"""One spelling for what people type in many: the form that the models see."""

from __future__ import annotations

import unicodedata

import regex

from bot.nlu import zawgyi

# A longer text is cut to its first and last characters: what somebody wants stands at either end.
HEAD = TAIL = 800
LONGEST = HEAD + 1 + TAIL

_UNWANTED = regex.compile(
    r"[\p{Cc}\p{Cs}\p{Co}\p{Cn}--\s]"  # controls, lone surrogates, private and unassigned
    r"|[\p{Cf}--[\u0600-\u0605\u06DD\u08E2]]"  # bidi marks, joiners, soft hyphens
    r"|[\uFE00-\uFE0F\U000E0100-\U000E01EF]"  # variation selectors
    r"|\u0640"  # tatweel, which only stretches an Arabic word
    r"|[\u0610-\u061A\u064B-\u0652\u0656-\u065F\u0670\u06D6-\u06DC\u06DF-\u06E8\u06EA-\u06ED]",
    regex.VERSION1,
)
_SPACE = regex.compile(r"\s+")
_LONG_RUN = regex.compile(r"(\p{L})\1{2,}")  # "heeeelp"
# The zero is typed for the letter wa, and the seven for ra: they look the same.
_ZERO_FOR_WA = regex.compile(
    r"(?<=[\u1000-\u103F])\u1040(?![\u1040-\u1049])|\u1040(?=[\u102B-\u1038\u103A-\u103E])"
)
_SEVEN_FOR_RA = regex.compile(r"\u1047(?=[\u102B-\u1038\u103A-\u103E])")
_DIGIT = regex.compile(r"(?![0-9])\p{Nd}")

# Keyboards for Arabic, Persian and Urdu give different letters for the same sign.
_SAME_LETTER = str.maketrans(
    {
        "\u064a": "\u06cc",  # yeh
        "\u0649": "\u06cc",  # alef maksura
        "\u0643": "\u06a9",  # kaf
        "\u0647": "\u06c1",  # heh
        "\u06c0": "\u06c1",  # heh with hamza above, as one sign
        "\u06c2": "\u06c1",
        "\u0629": "\u06c1",  # teh marbuta: at a word's end many type heh for it
        "\u06c3": "\u06c1",  # teh marbuta goal
        "\u06d5": "\u06c1",  # ae
        "\u0623": "\u0627",  # alef with hamza
        "\u0625": "\u0627",
        "\u0671": "\u0627",  # alef wasla
        "\u06e5": "\u0648",
        "\u2018": "'",
        "\u2019": "'",
        "\u02bc": "'",
        "\u201c": '"',
        "\u201d": '"',
        "\u2013": "-",
        "\u2014": "-",
    }
)


def normalise(text: str) -> str:
    """What the models see: Unicode Burmese, then `clean`. Never raises, whatever the text."""
    return clean(zawgyi.to_unicode(_UNWANTED.sub("", _cut(text))))


def clean(text: str) -> str:
    """One case, one form of each letter and digit, single spaces; at most `LONGEST` long.

    Cleaning twice changes nothing more.
    """
    text = _cut(text)
    for _ in range(4):  # one rule may make work for another; a second round settles it
        before = text
        text = _once(text)
        if text == before:
            break
    return text


def _once(text: str) -> str:
    text = _UNWANTED.sub("", text)
    text = unicodedata.normalize("NFKC", text).casefold().translate(_SAME_LETTER)
    text = _ZERO_FOR_WA.sub("\u101d", text)
    text = _SEVEN_FOR_RA.sub("\u101b", text)
    # A script newer than this Python keeps its digits.
    text = _DIGIT.sub(lambda found: str(unicodedata.digit(found.group(), found.group())), text)
    text = _LONG_RUN.sub(r"\1\1", text)
    text = unicodedata.normalize("NFC", text)
    return _SPACE.sub(" ", _cut(text)).strip()


def _cut(text: str) -> str:
    return text if len(text) <= LONGEST else f"{text[:HEAD]} {text[-TAIL:]}"
