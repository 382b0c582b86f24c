"""What is said: a reply in the reader's language, cut to the channel, our own words around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime

from campaign import local_numbers, places, scripts
from campaign.content import Content, Reader
from campaign.live import LiveContent
from campaign.topics import SMS as SMS_FORM
from channels import choices, messages
from channels.capabilities import Capabilities
from channels.messages import Rendered, Waiting
from channels.notice import with_notice
from channels.payloads import Payloads
from channels.render import Words, render
from channels.understanding import Choice, Reply


class Speech:
    """Puts replies into words.

    Args:
        live: the content.
        channels: what each channel can show.
        payloads: issues what buttons carry.
        notice: whether somebody's first answer tells who answers and what is kept.
    """

    def __init__(
        self,
        live: LiveContent,
        channels: Mapping[str, Capabilities],
        payloads: Payloads,
        notice: bool = True,
    ) -> None:
        self._live = live
        self._channels = channels
        self._payloads = payloads
        self._notice = notice

    @property
    def content(self) -> Content:
        """The content now live."""
        return self._live.current

    def channel(self, message: Waiting) -> Capabilities:
        """What can be shown to whoever wrote."""
        return self._channels[message.channel]

    def locale(self, message: Waiting) -> str:
        """The reader's locale where Rasa was not asked: as before, by script, by country."""
        languages = self.content.languages
        home = languages.of_country(message.country)
        guessed = scripts.guess_locale(message.text, languages)
        return guessed or message.locale or (home.id if home else "en")

    def own(self, message: Waiting, key: str, locale: str) -> Reply:
        """One of the service's own sentences."""
        text = self.content.reply(key, self._reader(message, locale), _today())
        return Reply(text, locale, decision=key)

    def late(self, message: Waiting) -> Reply:
        """That the answer will follow, and whom to call meanwhile."""
        reader = self._reader(message, self.locale(message))
        number = self.content.emergency_number(reader, _today())
        text = self.content.reply("holding", reader, _today(), emergency_numbers=number)
        return Reply(text, reader.locale, decision="holding")

    def in_country(self, message: Waiting, country: str) -> Reply:
        """That answers are for a country from now on, with the menu."""
        locale, content = self.locale(message), self.content
        reader = Reader(locale, country, self.channel(message).form)
        name = places.country_name(country, locale)
        text = content.reply("country_changed", reader, _today(), country=name)
        offered = [topic for topic in content.menu if topic in content.topics]
        menu = tuple(Choice(topic, content.title(topic, locale)) for topic in offered)
        return Reply(text, locale, None, "country_changed", country, menu)

    def about_media(self, message: Waiting, reply: Reply) -> Reply:
        """Below an answer to the words under a photo, where that costs nothing: send none."""
        reader = self._reader(message, reply.locale)
        if message.kind != messages.MEDIA or reader.form == SMS_FORM:
            return reply
        said = self.content.reply(messages.MEDIA, reader, _today())
        return replace(reply, text=f"{reply.text}\n\n{said}")

    def render(self, message: Waiting, reply: Reply) -> Rendered:
        """A reply cut to its channel."""
        reader = self._reader(message, reply.locale)
        one = local_numbers.digits("1", reply.locale)
        heading, button, more = (
            self.content.reply(key, reader, _today(), one=one)
            for key in ("choices_heading", "list_button", "more")
        )
        topic = self.content.topics.get(reply.topic or "")
        return render(
            reply,
            self.channel(message),
            Words(heading, button, more),
            self._payloads,
            urgent=reply.decision == "holding" or (topic is not None and topic.urgent),
        )

    def noticed(self, message: Waiting, reply: Reply, rendered: Rendered) -> Rendered | None:
        """The reply with the notice below it, where it is due and has room."""
        if message.noticed or not self._notice:
            return None
        notice = self.content.reply("notice", self._reader(message, reply.locale), _today())
        urgent = self.is_urgent(reply)
        return with_notice(rendered, notice, self.channel(message), urgent=urgent)

    def is_urgent(self, reply: Reply) -> bool:
        """Whether a reply is, or offers, advice for somebody in danger.

        A choice may be a topic as it is in one country: `check_agency@NP`.
        """
        named = (reply.topic, *(one.topic for one in reply.choices))
        known = self.content.topics
        topics = (known.get(one.partition(choices.IN_COUNTRY)[0]) for one in named if one)
        return any(topic is not None and topic.urgent for topic in topics)

    def picture(self, message: Waiting, reply: Reply) -> str | None:
        """The path of the picture that goes with a reply on this channel."""
        if reply.picture is None or not self.channel(message).pictures:
            return None
        return f"/pictures/{reply.picture}.{reply.locale}.png"

    def _reader(self, message: Waiting, locale: str) -> Reader:
        return Reader(locale, message.country, self.channel(message).form)


def _today() -> date:
    return datetime.now(UTC).date()
