"""The dead and missing by year, as bars: readable on a screen 240 pixels wide."""

from __future__ import annotations

import functools
import io
from datetime import date
from pathlib import Path

import regex
from PIL import Image, ImageDraw, ImageFont

from campaign import local_numbers
from campaign.content import Content, Reader
from campaign.figures import Figure
from campaign.languages import SOURCE
from campaign.topics import CHAT

WIDTH = 480  # shown at half of it on the smallest phones
MARGIN, ROW, BAR = 16, 36, 26
TITLE_SIZE, LABEL_SIZE, SMALL_SIZE = 27, 22, 19
INK, BAR_INK, PAPER, SOFT = "#1c2430", "#0b5c7a", "#ffffff", "#44525f"
ATTRIBUTION = "IOM Missing Migrants, CC BY-IGO"
YEAR = regex.compile(r"mm_asia_(\d{4})")
FONTS = Path(__file__).parent / "fonts"
FONT_OF = {
    "Arab": "NotoNaskhArabic",
    "Beng": "NotoSansBengali",
    "Deva": "NotoSansDevanagari",
    "Khmr": "NotoSansKhmer",
    "Mymr": "NotoSansMyanmar",
    "Sinh": "NotoSansSinhala",
    "Taml": "NotoSansTamil",
    "Thai": "NotoSansThai",
}
LATIN = "NotoSans"
UNSPACED = ("Khmr", "Mymr", "Thai")  # lines break between clusters: there are few spaces


class _Page:
    """A picture that grows downwards, laid out for one script."""

    def __init__(self, height: int, script: str, right_to_left: bool) -> None:
        self.image = Image.new("RGB", (WIDTH, height), PAPER)
        self.draw = ImageDraw.Draw(self.image)
        self.script = script
        self.right_to_left = right_to_left
        self.y = MARGIN

    def lines(self, text: str, size: int, colour: str, script: str) -> None:
        """A paragraph at the side where reading begins."""
        font = _font(script, size)
        for line in _wrapped(text, font, WIDTH - 2 * MARGIN, script):
            x = WIDTH - MARGIN if self.right_to_left else MARGIN
            anchor = "ra" if self.right_to_left else "la"
            self.draw.text((x, self.y), line, fill=colour, font=font, anchor=anchor)
            self.y += round(size * (1.75 if script in FONT_OF else 1.3))

    def bar(self, year: str, number: str, share: float, whole: bool) -> None:
        """One year: its name, its bar, its number."""
        font = _font("Latn", LABEL_SIZE)
        room = WIDTH - 2 * MARGIN - 62 - 84
        length = max(3, round(room * share))
        middle = self.y + ROW // 2
        left = MARGIN + 62 if not self.right_to_left else WIDTH - MARGIN - 62 - length
        box = (left, middle - BAR // 2, left + length, middle + BAR // 2)
        if whole:
            self.draw.rectangle(box, fill=BAR_INK)
        else:
            self._striped(box)
        start, end = (MARGIN, "lm") if not self.right_to_left else (WIDTH - MARGIN, "rm")
        self.draw.text((start, middle), year, fill=INK, font=font, anchor=end)
        place = (box[2] + 8, "lm") if not self.right_to_left else (box[0] - 8, "rm")
        self.draw.text((place[0], middle), number, fill=INK, font=font, anchor=place[1])
        self.y += ROW

    def _striped(self, box: tuple[int, int, int, int]) -> None:
        left, top, right, bottom = box
        for x in range(left, right, 7):
            self.draw.rectangle((x, top, min(x + 3, right), bottom), fill=BAR_INK)
        self.draw.rectangle(box, outline=BAR_INK, width=2)


def draw(content: Content, locale: str, today: date) -> bytes:
    """A PNG under 100 kB.

    Args:
        content: holds the figures and the words.
        locale: the reader's language; English where its script cannot be drawn.
        today: the day by which the words hold.
    """
    known = content.languages.locales.get(locale)
    if known is None or not _drawable(known.script):
        known = content.languages.locales[SOURCE]
    years = _years(content)
    most = max((figure.value for _, figure in years), default=1)
    page = _Page(1200, known.script, known.right_to_left)
    reader = Reader(known.id, form=CHAT)
    page.lines(_say(content, "title", reader, today), TITLE_SIZE, INK, known.script)
    page.y += 8
    for year, figure in years:
        number = local_numbers.number(figure.value, known.id)
        page.bar(
            local_numbers.digits(year, known.id),
            number,
            figure.value / most,
            _is_whole(figure, year),
        )
    page.y += 8
    page.lines(_say(content, "partial", reader, today), SMALL_SIZE, SOFT, known.script)
    page.lines(ATTRIBUTION, SMALL_SIZE, SOFT, "Latn")
    out = io.BytesIO()
    image = page.image.crop((0, 0, WIDTH, page.y + MARGIN)).quantize(32)
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _years(content: Content) -> list[tuple[str, Figure]]:
    found = ((YEAR.fullmatch(one.id), one) for one in content.figures.values())
    return sorted((match.group(1), figure) for match, figure in found if match)


def _is_whole(figure: Figure, year: str) -> bool:
    return figure.as_of is not None and figure.as_of >= date(int(year), 12, 31)


def _say(content: Content, name: str, reader: Reader, today: date) -> str:
    said = content.reply(f"picture_deaths_{name}", reader, today)
    return regex.sub("[\u2066-\u2069]", "", said)  # no font draws these marks


def _drawable(script: str) -> bool:
    return script == "Latn" or script in FONT_OF


@functools.lru_cache(maxsize=32)
def _font(script: str, size: int) -> ImageFont.FreeTypeFont:
    name = FONT_OF.get(script, LATIN)
    return ImageFont.truetype(FONTS / f"{name}-Regular.ttf", size)


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int, script: str) -> list[str]:
    words = regex.findall(r"\X", text) if script in UNSPACED else text.split(" ")
    joint = "" if script in UNSPACED else " "
    lines = [""]
    for word in words:
        longer = f"{lines[-1]}{joint}{word}" if lines[-1] else word
        if font.getlength(longer) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return [line.strip() for line in lines if line.strip()]
