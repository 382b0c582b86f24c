"""One text in one locale, as the studio shows it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import sha256

from campaign.catalogues import Translation
from campaign.content import Content
from campaign.languages import SOURCE
from campaign.strings import all_strings
from campaign.topics import CHAT, SMS, Topic

WRITTEN, MISSING, DRAFT, OUTDATED, REVIEWED = "written", "missing", "draft", "outdated", "reviewed"
TOPICS, REPLIES, HELPLINES = "topics", "replies", "helplines"


@dataclass(frozen=True)
class String:
    """One text. `version` changes with the text and with its English source."""

    key: str
    locale: str
    source: str
    text: str
    state: str
    reviewed: str | None = None

    @property
    def version(self) -> str:
        """What an editor started from: if it is another one on saving, somebody was faster."""
        return sha256(f"{self.source}\0{self.text}\0{self.reviewed}".encode()).hexdigest()[:16]

    @property
    def owner(self) -> str:
        """The topic's id, or `replies` or `helplines`."""
        group, name = self.key.split("/", 1)
        return name.split(".")[0] if group == TOPICS else group

    @property
    def name(self) -> str:
        """The key within its owner: `sms`, `countries.AU.chat`, `help`."""
        group, name = self.key.split("/", 1)
        return name.split(".", 1)[1] if group == TOPICS else name

    @property
    def form(self) -> str:
        """Whether it is read over SMS or in a chat."""
        return SMS if self.name.split(".")[-1] == SMS else CHAT

    @property
    def country(self) -> str | None:
        """The country that a variant is for."""
        parts = self.name.split(".")
        return parts[1] if parts[0] == "countries" else None


def all_of(content: Content, locale: str) -> dict[str, String]:
    """Every text in a locale, by key."""
    catalogue = content.catalogues.get(locale, {})
    return {
        key: _string(key, locale, source, catalogue.get(key))
        for key, source in all_strings(content).items()
    }


def _string(key: str, locale: str, source: str, found: Translation | None) -> String:
    if locale == SOURCE:
        return String(key, locale, source, source, WRITTEN)
    if found is None:
        return String(key, locale, source, "", MISSING)
    if found.source != source:
        return String(key, locale, source, found.text, OUTDATED, found.reviewed)
    state = REVIEWED if found.reviewed else DRAFT
    return String(key, locale, source, found.text, state, found.reviewed)


def with_drafts(content: Content) -> Content:
    """The content with unreviewed translations shown."""
    return replace(content, drafts=True)


def with_text(content: Content, key: str, locale: str, text: str) -> Content:
    """The content as it would be with one text changed. Drafts are shown."""
    group, name = key.split("/", 1)
    content = replace(content, drafts=True)
    if locale != SOURCE:
        source = all_strings(content)[key]
        catalogue = dict(content.catalogues.get(locale, {}))
        catalogue[key] = Translation(source, text, None, 0)
        return replace(content, catalogues={**content.catalogues, locale: catalogue})
    if group == REPLIES:
        return replace(content, replies={**content.replies, name: text})
    if group == HELPLINES:
        return content
    topic_id, field = name.split(".", 1)
    changed = _topic_with(content.topics[topic_id], field, text)
    return replace(content, topics={**content.topics, topic_id: changed})


def _topic_with(topic: Topic, field: str, text: str) -> Topic:
    if field.startswith("countries."):
        _, country, form = field.split(".")
        forms = {**topic.countries.get(country, {}), form: text}
        return replace(topic, countries={**topic.countries, country: forms})
    changes = {field: text}
    return replace(topic, **changes)  # type: ignore[arg-type]
