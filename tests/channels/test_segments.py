"""Segments are counted as by Twilio's calculator.

Its answers to some texts stand in segments_cases.json; where Node is there it is itself asked about
two thousand fresh ones.
"""

import json
import os
import random
import shutil
import subprocess
from pathlib import Path

import pytest

from campaign import catalogues
from channels import segments
from suar import paths

CASES = json.loads(Path(__file__).with_name("segments_cases.json").read_text("utf-8"))


def test_the_table_is_large_enough_to_mean_something() -> None:
    assert len(CASES) >= 60


@pytest.mark.parametrize("case", CASES, ids=[case["about"] for case in CASES])
def test_counts_as_twilios_calculator(case: dict[str, str | int]) -> None:
    text = str(case["text"]) * int(case["times"])
    expected = segments.Segments(case["encoding"], case["segments"], case["units"])  # type: ignore[arg-type]
    assert segments.count(text) == expected


def test_a_surrogate_pair_in_two_pieces_counts_as_the_character_it_is() -> None:
    assert segments.count("\ud83d" + "\ude00") == segments.count("😀")


def test_lone_surrogates_do_not_crash() -> None:
    assert segments.count("\udfff a \ud800") == segments.Segments("UCS-2", 1, 5)


CALCULATOR = paths.ROOT / "var" / "segments" / "node_modules"  # `make node` puts it there
FRESH = 2000
SCRIPTS = {
    "latin": (0x20, 0x7E), "latin-1": (0xA0, 0x17F), "vietnamese": (0x1EA0, 0x1EF9),
    "greek": (0x391, 0x3C9), "arabic": (0x620, 0x6D3), "devanagari": (0x900, 0x96F),
    "bengali": (0x985, 0x9D7), "tamil": (0xB85, 0xBD7), "sinhala": (0xD85, 0xDDF),
    "thai": (0xE01, 0xE5B), "burmese": (0x1000, 0x104F), "khmer": (0x1780, 0x17E9),
    "han": (0x4E00, 0x9FA5), "emoji": (0x1F300, 0x1F64F), "punctuation": (0x2010, 0x2026),
}  # fmt: skip
EXTENSION = "^{}\\[~]|€\f"
JOINED = ("👩‍👩‍👧", "👍🏽", "🇮🇩", "❤️", "1️⃣", "க்ஷ", "က္က", "न्त्र", "n\u0303", "می\u200cخواهم", "\r\n")


def fresh(seed: int) -> list[str]:
    """Texts in every script, of one, of several, long and short, and of our own."""
    chance = random.Random(seed)
    ours = [
        one.text
        for catalogue in catalogues.load_all(paths.ROOT / "locales").values()
        for key, one in catalogue.items()
        if key.endswith(".sms")
    ]

    def piece(script: str) -> str:
        first, last = SCRIPTS[script]
        return "".join(chr(chance.randint(first, last)) for _ in range(chance.randint(1, 12)))

    def made() -> str:
        scripts = chance.sample(sorted(SCRIPTS), chance.choice((1, 1, 2, 4)))
        length, text = chance.choice((20, 70, 160, 161, 306, 480)), ""
        while len(text) < length:
            other = chance.choice((" ", " ", " ", chance.choice(EXTENSION), chance.choice(JOINED)))
            text += piece(chance.choice(scripts)) + other
        return text[: length + chance.randint(-3, 3)]

    return [made() for _ in range(FRESH // 2)] + chance.sample(ours, FRESH // 2)


@pytest.mark.skipif(
    not (shutil.which("node") and CALCULATOR.exists()), reason="`make node` fetches the calculator"
)
def test_agrees_with_the_calculator_itself_on_two_thousand_fresh_texts() -> None:
    seed = int(os.environ.get("SUAR_SEGMENTS_SEED") or random.SystemRandom().randrange(10**9))
    print(f"SUAR_SEGMENTS_SEED={seed}")  # shown where the test fails
    texts = fresh(seed)
    asked = subprocess.run(
        ["node", str(Path(__file__).with_name("segments_count.js"))],
        input=json.dumps(texts), capture_output=True, text=True, check=True,
        env=os.environ | {"NODE_PATH": str(CALCULATOR)},
    )  # fmt: skip
    theirs = [segments.Segments(*one) for one in json.loads(asked.stdout)]
    differ = [
        (text, segments.count(text), one)
        for text, one in zip(texts, theirs, strict=True)
        if segments.count(text) != one
    ]
    assert len(texts) == FRESH
    assert not differ, (len(differ), differ[:3])
