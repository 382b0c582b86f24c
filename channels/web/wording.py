"""The page's language, its words, and the lines of a conversation as it shows them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from campaign import scripts
from campaign.content import Content, Reader
from campaign.languages import SOURCE
from campaign.topics import CHAT
from channels.ledger.conversations import Conversation, Line

WORDS = (
    "web_exit", "web_exit_note", "web_failed", "web_language", "web_new", "web_offline",
    "web_over", "web_question", "web_refresh", "web_send", "web_title", "web_us", "web_waiting",
    "web_welcome", "web_you",
)  # fmt: skip
MOST_WISHES = 12


def words(content: Content, locale: str) -> dict[str, str]:
    """All that the page says by itself."""
    reader, today = Reader(locale, None, CHAT), datetime.now(UTC).date()
    return {key: content.reply(key, reader, today) for key in WORDS}


def accepted(header: str, content: Content) -> str | None:
    """The first of our locales that a browser asks for.

    Args:
        header: Accept-Language, RFC 9110 section 12.5.4.
        content: whose locales they are.
    """
    wishes = []
    for part in header.split(",")[:MOST_WISHES]:
        tag, _, quality = part.strip().partition(";q=")
        wishes.append((-_number(quality), tag))
    for _, tag in sorted(wishes, key=lambda wish: wish[0]):
        if found := content.languages.of_tag(tag):
            return found
    return None


def telling(guessed: str) -> str | None:
    """A browser's language, unless it is the one that phones come with."""
    return guessed if guessed != SOURCE else None


def _number(quality: str) -> float:
    try:
        return float(quality) if quality else 1.0
    except ValueError:
        return 0.0


def lines(conversation: Conversation, content: Content, locale: str) -> list[dict[str, Any]]:
    """A conversation as the page and its script show it.

    Args:
        conversation: from the ledger.
        content: for the words of pictures, and to tell scripts.
        locale: of the page.
    """
    known = conversation.locale in content.languages.locales
    spoken = conversation.locale if known and conversation.locale else locale
    return [_shown(line, spoken, content) for line in conversation.lines]


def erased(content: Content, locale: str) -> dict[str, Any]:
    """The last line of a chat whose person has sent DELETE: nothing of it is in the ledger."""
    text = content.reply("deleted", Reader(locale, None, CHAT), datetime.now(UTC).date())
    return {"key": "o-erased", "mine": False, "text": text, "lang": bcp47(locale)}


def _shown(line: Line, locale: str, content: Content) -> dict[str, Any]:
    shown: dict[str, Any] = {
        "key": f"c-{client_id(line)}" if line.is_theirs else f"o-{line.id}",
        "mine": line.is_theirs,
        "text": line.text,
        "lang": bcp47(_language(line.text, locale, content)),
    }
    if line.media:
        shown["picture"] = line.media
        shown["alt"] = _alt(line.media, locale, content)
    if line.items:
        shown["items"] = [{"payload": one.payload, "title": one.title} for one in line.items]
    return shown


def _language(text: str, locale: str, content: Content) -> str:
    """What a screen reader should read a text as; "" where its script tells too little."""
    script = scripts.main_script(text)
    if script in {None, content.languages.locales[locale].script}:
        return locale
    return scripts.guess_locale(text, content.languages) or ""


def _alt(media: str, locale: str, content: Content) -> str:
    """What is read aloud in place of `/pictures/<name>.<locale>.png`."""
    name, _, rest = media.rpartition("/")[2].partition(".")
    written_in = rest.partition(".")[0]
    reader = Reader(written_in if written_in in content.languages.locales else locale, None, CHAT)
    key = f"picture_{name}_alt"
    known = key in content.replies
    return content.reply(key, reader, datetime.now(UTC).date()) if known else ""


def client_id(line: Line) -> str:
    """The id that the page gave to a message of the person's; see `Door.inbound`."""
    return (line.provider_id or "").partition("-")[2]


def bcp47(locale: str) -> str:
    """A CLDR id as HTML names languages: `zh_Hans` → `zh-Hans`."""
    return locale.replace("_", "-")
