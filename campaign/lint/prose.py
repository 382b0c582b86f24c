"""What may not stand in prose: numbers, telephone numbers, laws."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import regex

from campaign import filling, yamlfile
from campaign.content import Content
from campaign.lint.finding import ERROR, Finding, in_topic
from campaign.topics import ASK, Topic

_NUMBER = regex.compile(r"(?<![\p{L}\p{Nd}])\+?\p{Nd}[\p{Nd} .,()/-]*")
YEARS = range(1900, 2100)  # the date of a statement may stand in it
_WEB = regex.compile(r"\S+\.[a-z]{2,}\S*")
_LAW = regex.compile(
    r"\b(?:Act|Law|Ordinance|Decree|Code|Bill|Protocol|Convention)\s+(?:No\.?\s*)?[\d/]+"
    r"|(?:\b(?i:section|article|art\.)|§)\s*\d+"
    r"|\b(?:[A-Z][a-z]+ ){1,4}(?:Act|Ordinance|Protocol|Regulations)\b",
)
PHONE_DIGITS = 3


def of_topic(topic: Topic, root: Path) -> Iterator[Finding]:
    """Numbers and laws in a topic's texts."""
    for key, text in topic.texts().items():
        for code, message, advice in faults(text) if key != ASK else ():
            yield in_topic(topic, root, key, ERROR, code, message, advice)


def of_replies(content: Content, root: Path) -> Iterator[Finding]:
    """Numbers and laws in the service's own sentences."""
    path = root / "data" / "replies.yml"
    for reply_id, text in content.replies.items():
        for code, message, advice in faults(text):
            line = yamlfile.line(path, [reply_id, "text"])
            key = f"replies/{reply_id}"
            yield Finding(ERROR, code, path, line, f"{reply_id}: {message}", advice, key)


def faults(text: str) -> Iterator[tuple[str, str, str]]:
    """Code, message and advice for each number or law in a text, in any language's digits."""
    bare = _WEB.sub(" ", filling.PLACEHOLDER.sub(" ", text))
    for law in _LAW.finditer(bare):
        message = f"a law is named in the text: “{law.group(0)}”"
        yield "law-in-prose", message, "say what it means in plain words; name it under `sources`"
    for match in _NUMBER.finditer(_LAW.sub(" ", bare)):
        number = match.group(0).strip(" .,()/-")
        if number.isdecimal() and len(number) == len("2024") and int(number) in YEARS:
            continue  # in the digits of any script
        digits = sum(1 for sign in number if sign.isdigit())
        if digits >= PHONE_DIGITS:
            message = f"the number {number} stands in the text"
            advice = "a telephone number: use {call:…}; any other: {figure:…}"
            yield "number-in-prose", message, advice
        else:
            message = f"the number {number} stands in the text"
            yield "number-in-prose", message, "use {figure:…}, or write a small number as a word"


def addresses(text: str) -> list[str]:
    """The web addresses of a text."""
    return [address.strip(".,;:()!?။۔।") for address in _WEB.findall(text)]
