"""Answers what waits: one contact's messages in order, many contacts side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import structlog

from campaign import keywords, local_numbers, places, scripts, spoken
from campaign.content import Content, Reader
from campaign.keywords import Keyword
from campaign.live import LiveContent
from campaign.topics import SMS as SMS_FORM
from channels import choices, messages, metrics
from channels.budget import OVER_CAP, Budget
from channels.capabilities import Capabilities
from channels.dispatch import Dispatcher
from channels.ledger.inbox import Inbox
from channels.ledger.replies import Replies
from channels.messages import Rendered, Waiting
from channels.notice import with_notice
from channels.payloads import Payloads
from channels.render import Words, render
from channels.sender import Sender
from channels.understanding import Choice, Rasa, Reply, Unavailable

AT_ONCE = 16  # messages worked on side by side
RETRY_SECONDS = (0.5, 1.0, 2.0, 5.0)  # while Rasa is away; the last for ever after
GIVE_UP_AFTER = 6  # tries of one message while Rasa is there; then an apology
HOLDING_CHECK_SECONDS = 2.0
SAID = {
    keywords.STOP: "stopped",
    keywords.START: "started",
    keywords.HELP: "help",
    keywords.DELETE: "deleted",
    keywords.HIDE: "hidden",
}

log = structlog.get_logger("worker")


class Worker:
    """Takes messages from the inbox and leaves replies for the sender.

    Args:
        inbox: the queue.
        replies: finishes messages.
        rasa: what understands.
        live: the content, for what is said without Rasa.
        sender: sends the replies.
        well: tells whether everything that answers is there, so that a failure is the message's.
        holding_after: seconds after which a waiting person is told that an answer will follow.
        payloads: issues and reads what buttons carry.
        channels: what each channel can show.
        budget: says which answers are too dear today.
        notice: whether somebody's first answer tells who answers and what is kept.
    """

    def __init__(
        self,
        inbox: Inbox,
        replies: Replies,
        rasa: Rasa,
        live: LiveContent,
        sender: Sender,
        well: Callable[[], Awaitable[bool]],
        holding_after: float,
        payloads: Payloads,
        channels: Mapping[str, Capabilities],
        budget: Budget,
        notice: bool = True,
    ) -> None:
        self._inbox = inbox
        self._replies = replies
        self._rasa = rasa
        self._live = live
        self._sender = sender
        self._well = well
        self._holding_after = holding_after
        self._payloads = payloads
        self._channels = channels
        self._budget = budget
        self._notice = notice
        self._queue = Dispatcher(inbox.claim, self._work, AT_ONCE)

    def wake(self) -> None:
        """A message has come in."""
        self._queue.wake()

    def reserve(self) -> bool:
        """Keep a slot for a message that is about to come in; see `Dispatcher.reserve`."""
        return self._queue.reserve()

    def give(self, message: Waiting | None) -> None:
        """Answer a message that is claimed already in the reserved slot; None gives it back."""
        self._queue.give(message)

    async def run(self) -> None:
        """Work until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._queue.run())
            tasks.create_task(self._hold_for_ever())

    async def _work(self, message: Waiting) -> None:
        structlog.contextvars.bind_contextvars(message=message.id, contact=message.contact_id)
        try:
            await self._answer(message)
        except Exception as error:  # one message must not stop the others
            log.exception("answer_failed", error=type(error).__name__)
            await self._postpone(message)

    async def _answer(self, message: Waiting) -> None:
        content = self._live.current
        keyword = keywords.find(content.keywords, message.text)
        if message.opt_out_type:
            await self._obey(message, message.opt_out_type.lower())
        elif picked := self._picked(message):
            await self._understand(picked, content)
        elif message.kind == messages.LOCATION:
            await self._place(message, content)
        elif not message.text.strip():
            await self._say(message, message.kind, self._locale(message, content))
        elif self._wants_more(message, keyword, content):
            await self._more(message, content)
        elif keyword:
            await self._keyword(message, keyword, content)
        else:
            await self._understand(self._numbered(message, content), content)

    def _picked(self, message: Waiting) -> Waiting | None:
        """The message as if the one topic on its button had been offered and its number sent."""
        topic = self._payloads.read(message.payload) if message.payload else None
        return replace(message, text="1", choices=(topic,)) if topic else None

    async def _obey(self, message: Waiting, wish: str) -> None:
        """Follow a wish that is answered already, or needs no answer."""
        if wish == keywords.DELETE:
            await self._rasa.forget(message.contact_id)
        await self._finish(message, None, consent=wish)

    async def _place(self, message: Waiting, content: Content) -> None:
        """A shared place tells the country; nothing else is known of it here."""
        locale = self._locale(message, content)
        if message.place is None:
            await self._say(message, "place_kept_not", locale)
            return
        reader = Reader(locale, message.place, self._channels[message.channel].form)
        name = places.country_name(message.place, locale)
        text = content.reply("country_changed", reader, _today(), country=name)
        offered = [topic for topic in content.menu if topic in content.topics]
        menu = tuple(Choice(topic, content.title(topic, locale)) for topic in offered)
        reply = Reply(text, locale, None, "country_changed", message.place, menu)
        if await self._finish(message, self._render(message, reply), country=message.place):
            self._count(message, reply)

    def _numbered(self, message: Waiting, content: Content) -> Waiting:
        """The message as if the number of the choice that it picks had been sent."""
        number = choices.picked(message.text, message.choices, content, message.locale)
        return replace(message, text=str(number)) if number else message

    def _wants_more(self, message: Waiting, keyword: Keyword | None, content: Content) -> bool:
        if keyword and keyword.wish == keywords.MORE:
            return True
        one = spoken.only_number(message.text, content.numbers, message.locale) == 1
        return one and bool(message.rest or message.choices[:1] == (choices.TAKEN,))

    async def _more(self, message: Waiting, content: Content) -> None:
        """Send the next part of the answer, without asking Rasa."""
        locale = message.locale or self._locale(message, content)
        if not message.rest:
            await self._say(message, "no_more", locale)
            return
        part, *rest = message.rest
        rendered = Rendered(part.text, rest=tuple(rest), choices=part.choices)
        reply = Reply("", locale, decision="more")
        noticed = self._with_notice(message, reply, rendered, content)
        if await self._finish(message, noticed or rendered, noticed=noticed is not None):
            self._count(message, reply)

    async def _keyword(self, message: Waiting, keyword: Keyword, content: Content) -> None:
        # HIDE leaves no trace: whoever reads the record later must not see that it was needed.
        consent = keyword.wish if keyword.wish != keywords.HIDE else None
        if consent == keywords.DELETE:
            await self._rasa.forget(message.contact_id)
        locale = keyword.locale
        if locale == "en":  # carriers everywhere use the English words
            locale = self._locale(message, content)
        said = SAID[keyword.wish]
        if keyword.wish == keywords.START and not message.opted_out:
            said = "help"  # as from Telegram's start button: who had not stopped is told who we are
        await self._say(message, said, locale, consent=consent)

    async def _understand(self, message: Waiting, content: Content) -> None:
        try:
            with metrics.UNDERSTAND_SECONDS.time():
                reply = await self._rasa.ask(message, self._channels[message.channel].form)
        except Unavailable as error:
            await self._without_answer(message, content, str(error))
            return
        if self._is_too_dear(message, reply, content):
            # Not put off: a later message, about danger perhaps, must not stand behind it.
            await self._finish(message, None, error=OVER_CAP)
            return
        rendered = self._render(message, self._about_media(message, reply))
        noticed = self._with_notice(message, reply, rendered, content)
        done = await self._finish(
            message,
            noticed or rendered,
            noticed=noticed is not None,
            locale=reply.locale,
            country=reply.country,
            media=self._picture(reply, message.channel),
        )
        if done:
            self._count(message, reply)

    def _about_media(self, message: Waiting, reply: Reply) -> Reply:
        """Below an answer to the words under a photo, where that costs nothing: send none."""
        reader = self._reader(message, reply.locale)
        if message.kind != messages.MEDIA or reader.form == SMS_FORM:
            return reply
        said = self._live.current.reply(messages.MEDIA, reader, _today())
        return replace(reply, text=f"{reply.text}\n\n{said}")

    async def _without_answer(self, message: Waiting, content: Content, reason: str) -> None:
        there = await self._well()
        if there and message.attempts + 1 >= GIVE_UP_AFTER:
            log.error("given_up", reason=reason)
            await self._say(message, "sorry", self._locale(message, content), error="no answer")
            return
        log.warning("rasa_unavailable", reason=reason)
        await self._postpone(message, tried=there)

    async def _postpone(self, message: Waiting, tried: bool = True) -> None:
        attempts = message.attempts + 1 if tried else message.attempts
        waited = time.time() - message.received_at
        pause = next((s for s in RETRY_SECONDS if waited < s * 4), RETRY_SECONDS[-1])
        try:
            await self._inbox.postpone(message, pause, attempts)
        except Exception as error:  # its lease will run out
            log.error("postpone_failed", error=type(error).__name__)

    async def _say(
        self,
        message: Waiting,
        key: str,
        locale: str,
        *,
        consent: str | None = None,
        error: str | None = None,
    ) -> None:
        """Answer with one of the service's own sentences."""
        text = self._live.current.reply(key, self._reader(message, locale), _today())
        reply = Reply(text, locale, decision=key)
        rendered = self._render(message, reply)
        if await self._finish(message, rendered, consent=consent, error=error):
            self._count(message, reply)

    def _render(self, message: Waiting, reply: Reply) -> Rendered:
        """A reply cut to its channel, with our own words around it."""
        reader = self._reader(message, reply.locale)
        content = self._live.current
        one = local_numbers.digits("1", reply.locale)
        heading, button, more = (
            content.reply(key, reader, _today(), one=one)
            for key in ("choices_heading", "list_button", "more")
        )
        topic = content.topics.get(reply.topic or "")
        return render(
            reply,
            self._channels[message.channel],
            Words(heading, button, more),
            self._payloads,
            urgent=reply.decision == "holding" or (topic is not None and topic.urgent),
        )

    def _is_too_dear(self, message: Waiting, reply: Reply, content: Content) -> bool:
        is_billed = self._channels[message.channel].is_billed_by_segment
        return is_billed and self._budget.withholds(message, urgent=is_urgent(reply, content))

    def _with_notice(
        self, message: Waiting, reply: Reply, rendered: Rendered, content: Content
    ) -> Rendered | None:
        """The reply with the notice below it, where it is due and has room."""
        if message.noticed or not self._notice:
            return None
        notice = content.reply("notice", self._reader(message, reply.locale), _today())
        channel = self._channels[message.channel]
        return with_notice(rendered, notice, channel, urgent=is_urgent(reply, content))

    async def _finish(self, message: Waiting, rendered: Rendered | None, **told: Any) -> bool:
        """Finish a message and hand its reply to the sender. False if another has taken it."""
        sending = rendered is not None and self._sender.reserve(message)
        outgoing = None
        if rendered:
            told["choices"] = _shown(rendered, message)
        try:
            done, outgoing, next_waits = await self._replies.answer(
                message, rendered, send=sending, **told
            )
        finally:
            if sending:
                self._sender.give(message, outgoing)
        if done and rendered is not None and outgoing is None:
            self._sender.wake()
        if next_waits:
            self._queue.wake()
        return done

    async def _hold_for_ever(self) -> None:
        """Tell whoever has waited long whom to call meanwhile."""
        while True:
            await asyncio.sleep(min(HOLDING_CHECK_SECONDS, self._holding_after / 4))
            try:
                for message in await self._inbox.overdue(self._holding_after):
                    await self._hold(message)
            except Exception as error:  # the database may be away: keep at it
                log.error("holding_failed", error=type(error).__name__)

    async def _hold(self, message: Waiting) -> None:
        content = self._live.current
        reader = self._reader(message, self._locale(message, content))
        number = content.emergency_number(reader, _today())
        text = content.reply("holding", reader, _today(), emergency_numbers=number)
        rendered = self._render(message, Reply(text, reader.locale, decision="holding"))
        await self._replies.hold(message, rendered.text)
        metrics.HOLDING.inc()
        self._sender.wake()

    def _locale(self, message: Waiting, content: Content) -> str:
        """The reader's locale where Rasa was not asked: as before, by script, by country."""
        languages = content.languages
        home = languages.of_country(message.country)
        guessed = scripts.guess_locale(message.text, languages)
        return guessed or message.locale or (home.id if home else "en")

    def _reader(self, message: Waiting, locale: str) -> Reader:
        return Reader(locale, message.country, self._channels[message.channel].form)

    def _count(self, message: Waiting, reply: Reply) -> None:
        metrics.ANSWERED.labels(reply.decision, reply.topic or "", reply.locale).inc()
        metrics.ANSWER_SECONDS.observe(time.time() - message.received_at)

    def _picture(self, reply: Reply, channel: str) -> str | None:
        """The path of the picture that goes with a reply on this channel."""
        if reply.picture is None or not self._channels[channel].pictures:
            return None
        return f"/pictures/{reply.picture}.{reply.locale}.png"


def is_urgent(reply: Reply, content: Content) -> bool:
    """Whether a reply is, or offers, advice for somebody in danger.

    A choice may be a topic as it is in one country: `check_agency@NP`.
    """
    named = (reply.topic, *(one.topic for one in reply.choices))
    topics = (content.topics.get(one.partition(choices.IN_COUNTRY)[0]) for one in named if one)
    return any(topic is not None and topic.urgent for topic in topics)


def _shown(rendered: Rendered, message: Waiting) -> tuple[str, ...]:
    """The choices that a number in answer picks from; none if nothing has changed.

    An older list stays in force, but for its 1, which means more of an answer now.
    """
    if rendered.rest and not rendered.choices:
        return (choices.TAKEN, *message.choices[1:])
    return rendered.choices


def _today() -> date:
    return datetime.now(UTC).date()
