"""Topics: what the service answers. One file a topic."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from campaign import yamlfile
from campaign.errors import ContentError
from campaign.provenance import Checked, Source, as_date

FAQ, URGENT, SERVICE = "faq", "urgent", "service"
SMS, CHAT = "sms", "chat"  # the two lengths in which a text is written
ASK = "ask"


@dataclass(frozen=True)
class Topic:
    """One topic with its texts in English.

    `ask` is what a person can write to come here: other texts name it as `{ask:ID}`;
    `picture` is the figure drawing that goes with the answer on channels that show images;
    `countries` maps a country (ISO 3166-1 alpha-2) to the texts that differ there,
    by form: `{"AU": {"sms": "…"}}`.
    """

    id: str
    section: str
    kind: str
    action: str
    title: str
    sms: str
    chat: str
    checked: Checked
    expires: date
    ask: str | None = None
    picture: str | None = None
    countries: dict[str, dict[str, str]] = field(default_factory=dict)
    related: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()

    @property
    def urgent(self) -> bool:
        """Whether somebody may be in danger: answered first, and without a menu."""
        return self.kind == URGENT

    def texts(self) -> dict[str, str]:
        """Every English string of the topic by its key, as the catalogues name it."""
        found = {"title": self.title, SMS: self.sms, CHAT: self.chat}
        if self.ask:
            found[ASK] = self.ask
        for country, forms in sorted(self.countries.items()):
            found.update({f"countries.{country}.{form}": text for form, text in forms.items()})
        return found

    def key_for(self, form: str, country: str | None) -> str:
        """The key of the text for a form ("sms" or "chat") in a country."""
        if country and form in self.countries.get(country, {}):
            return f"countries.{country}.{form}"
        return form


def load(path: Path) -> Topic:
    """Read one topic.

    Raises:
        ContentError: the file breaks the format.
    """
    raw: dict[str, Any] = yamlfile.read(path, "topic")
    if raw["id"] != path.stem:
        message = f"id is {raw['id']}, but the file is named {path.stem}: make them the same"
        raise ContentError(path, 1, message)
    return Topic(
        id=raw["id"],
        section=raw["section"],
        kind=raw["kind"],
        action=raw.get("action", "answer"),
        title=raw["title"],
        sms=raw["sms"],
        chat=raw["chat"],
        checked=Checked.read(raw["checked"]),
        expires=as_date(raw["expires"]),
        ask=raw.get("ask"),
        picture=raw.get("picture"),
        countries=raw.get("countries", {}),
        related=tuple(raw.get("related", ())),
        sources=tuple(Source.read(source) for source in raw.get("sources", ())),
    )


def load_all(folder: Path) -> dict[str, Topic]:
    """Read every topic of a folder, by id.

    Raises:
        ContentError: for the first file that breaks the format.
    """
    topics = {path.stem: load(path) for path in sorted(folder.glob("*.yml"))}
    for topic in topics.values():
        for other in topic.related:
            if other not in topics:
                path = folder / f"{topic.id}.yml"
                raise ContentError(path, 1, f"related names {other}, and there is no such topic")
    return topics
