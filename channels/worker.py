"""Answers what waits: one contact's messages in order, many contacts side by side."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

import structlog

from campaign import keywords, spoken
from campaign.content import Content
from campaign.keywords import Keyword
from channels import choices, messages, metrics
from channels.budget import OVER_CAP, Budget
from channels.dispatch import Dispatcher
from channels.ledger.inbox import Inbox
from channels.ledger.replies import Replies
from channels.messages import Rendered, Waiting
from channels.payloads import Payloads
from channels.sender import Sender
from channels.speech import Speech
from channels.understanding import Rasa, Reply, Unavailable

AT_ONCE = 32  # messages worked on side by side
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
        speech: puts replies into words.
        sender: sends the replies.
        well: tells whether everything that answers is there, so that a failure is the message's.
        holding_after: seconds after which a waiting person is told that an answer will follow.
        payloads: reads what buttons carry.
        budget: says which answers are too dear today.
    """

    def __init__(
        self,
        inbox: Inbox,
        replies: Replies,
        rasa: Rasa,
        speech: Speech,
        sender: Sender,
        well: Callable[[], Awaitable[bool]],
        holding_after: float,
        payloads: Payloads,
        budget: Budget,
    ) -> None:
        self._inbox = inbox
        self._replies = replies
        self._rasa = rasa
        self._speech = speech
        self._sender = sender
        self._well = well
        self._holding_after = holding_after
        self._payloads = payloads
        self._budget = budget
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
            await self._without_answer(message, type(error).__name__)

    async def _answer(self, message: Waiting) -> None:
        content = self._speech.content
        keyword = keywords.find(content.keywords, message.text)
        if message.opt_out_type:
            await self._obey(message, message.opt_out_type.lower())
        elif picked := self._picked(message):
            await self._understand(picked)
        elif message.kind == messages.LOCATION:
            await self._place(message)
        elif not message.text.strip():
            await self._say(message, message.kind, self._speech.locale(message))
        elif self._wants_more(message, keyword, content):
            await self._more(message)
        elif keyword:
            await self._keyword(message, keyword)
        else:
            await self._understand(self._numbered(message, content))

    def _picked(self, message: Waiting) -> Waiting | None:
        """The message as if the one topic on its button had been offered and its number sent."""
        topic = self._payloads.read(message.payload) if message.payload else None
        return replace(message, text="1", choices=(topic,)) if topic else None

    async def _obey(self, message: Waiting, wish: str) -> None:
        """Follow a wish that is answered already, or needs no answer."""
        if wish == keywords.DELETE:
            await self._rasa.forget(message.contact_id)
        await self._finish(message, None, consent=wish)

    async def _place(self, message: Waiting) -> None:
        """A shared place tells the country; nothing else is known of it here."""
        if message.place is None:
            await self._say(message, "place_kept_not", self._speech.locale(message))
            return
        reply = self._speech.in_country(message, message.place)
        if await self._finish(message, self._speech.render(message, reply), country=message.place):
            self._count(message, reply)

    def _numbered(self, message: Waiting, content: Content) -> Waiting:
        """The message as if the number of the choice that it picks had been sent."""
        number = choices.picked(message.text, message.choices, content, message.locale)
        return replace(message, text=str(number)) if number else message

    def _wants_more(self, message: Waiting, keyword: Keyword | None, content: Content) -> bool:
        if keyword and keyword.wish == keywords.MORE:
            return True
        if not message.rest and message.choices[:1] != (choices.TAKEN,):
            return False
        return spoken.only_number(message.text, content.numbers, message.locale) == 1

    async def _more(self, message: Waiting) -> None:
        """Send the next part of the answer, without asking Rasa."""
        locale = message.locale or self._speech.locale(message)
        if not message.rest:
            await self._say(message, "no_more", locale)
            return
        part, *rest = message.rest
        rendered = Rendered(part.text, rest=tuple(rest), choices=part.choices)
        reply = Reply("", locale, decision="more")
        noticed = self._speech.noticed(message, reply, rendered)
        if await self._finish(message, noticed or rendered, noticed=noticed is not None):
            self._count(message, reply)

    async def _keyword(self, message: Waiting, keyword: Keyword) -> None:
        # HIDE leaves no trace: whoever reads the record later must not see that it was needed.
        consent = keyword.wish if keyword.wish != keywords.HIDE else None
        if consent == keywords.DELETE:
            await self._rasa.forget(message.contact_id)
        locale = keyword.locale
        if locale == "en":  # carriers everywhere use the English words
            locale = self._speech.locale(message)
        said = SAID[keyword.wish]
        if keyword.wish == keywords.START and not message.opted_out:
            said = "help"  # as from Telegram's start button: who had not stopped is told who we are
        await self._say(message, said, locale, consent=consent)

    async def _understand(self, message: Waiting) -> None:
        try:
            with metrics.UNDERSTAND_SECONDS.time():
                reply = await self._rasa.ask(message, self._speech.channel(message).form)
        except Unavailable as error:
            log.warning("rasa_unavailable", reason=str(error))
            await self._without_answer(message, str(error))
            return
        if self._is_too_dear(message, reply):
            # Not put off: a later message, about danger perhaps, must not stand behind it.
            await self._finish(message, None, error=OVER_CAP)
            return
        said = self._speech.about_media(message, reply)
        rendered = self._speech.render(message, said)
        noticed = self._speech.noticed(message, reply, rendered)
        done = await self._finish(
            message,
            noticed or rendered,
            noticed=noticed is not None,
            locale=reply.locale,
            country=reply.country,
            media=self._speech.picture(message, reply),
        )
        if done:
            self._count(message, reply)

    async def _without_answer(self, message: Waiting, reason: str) -> None:
        there = await self._well()
        if there and message.attempts + 1 >= GIVE_UP_AFTER:
            log.error("given_up", reason=reason)
            await self._say(message, "sorry", self._speech.locale(message), error="no answer")
            return
        await self._postpone(message, tried=there)

    async def _postpone(self, message: Waiting, tried: bool) -> None:
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
        reply = self._speech.own(message, key, locale)
        rendered = self._speech.render(message, reply)
        if await self._finish(message, rendered, consent=consent, error=error):
            self._count(message, reply)

    def _is_too_dear(self, message: Waiting, reply: Reply) -> bool:
        is_billed = self._speech.channel(message).is_billed_by_segment
        return is_billed and self._budget.withholds(message, urgent=self._speech.is_urgent(reply))

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
        rendered = self._speech.render(message, self._speech.late(message))
        await self._replies.hold(message, rendered.text)
        metrics.HOLDING.inc()
        self._sender.wake()

    def _count(self, message: Waiting, reply: Reply) -> None:
        metrics.ANSWERED.labels(reply.decision, reply.topic or "", reply.locale).inc()
        metrics.ANSWER_SECONDS.observe(time.time() - message.received_at)


def _shown(rendered: Rendered, message: Waiting) -> tuple[str, ...]:
    """The choices that a number in answer picks from; none if nothing has changed.

    An older list stays in force, but for its 1, which means more of an answer now.
    """
    if rendered.rest and not rendered.choices:
        return (choices.TAKEN, *message.choices[1:])
    return rendered.choices
