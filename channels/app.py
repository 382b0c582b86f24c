"""The gateway's web application."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable

import aiohttp
import structlog
from aiohttp import web

from campaign.errors import ContentError
from campaign.live import LiveContent
from channels import gauges, outcomes, simulator
from channels.adapters import CAPABILITIES, adapters
from channels.budget import Budget
from channels.destinations import Destinations
from channels.guard import Guard, Limits
from channels.intake import Intake
from channels.ledger import erasing, queue, retention
from channels.ledger.database import Database
from channels.ledger.inbox import Inbox
from channels.ledger.outbox import Outbox
from channels.ledger.replies import Replies
from channels.payloads import Payloads
from channels.pictures.serving import Pictures
from channels.rates import Rates
from channels.sender import Sender
from channels.serving import SlowClients
from channels.settings import Settings
from channels.speech import Speech
from channels.understanding import Rasa
from channels.vault import Vault
from channels.worker import Worker

MAX_BODY = 128 * 1024  # an update of Telegram with two long texts in it, every letter escaped
READY_TIMEOUT_SECONDS = 3.0
RETENTION_CHECK_SECONDS = 3600.0
LISTEN_AGAIN_SECONDS = 5.0
ERASING_CHECK_SECONDS = 30.0

log = structlog.get_logger("gateway")


class Gateway:
    """The parts of one gateway, put together.

    Args:
        settings: with Twilio's credentials and the secret key filled in.

    Raises:
        VaultError, DatabaseError, ContentError: the settings or the content are unusable.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.slow_clients = SlowClients()
        self.vault = Vault(settings.secret_key)
        self.live = LiveContent(settings.content, settings.serves_drafts)
        self.database = Database(settings.database_url)
        self.inbox = Inbox(self.database, self.vault)
        self.budget = Budget(self.database, settings.sms_daily_segments)
        self.outbox = Outbox(self.database, self.vault)
        self.rasa = Rasa(settings.rasa_urls)
        self.adapters = adapters(settings, self.vault, self.database, self.live)
        self.pictures = Pictures(self.live)
        self.providers = {
            channel: one.provider for one in self.adapters for channel in one.capabilities
        }
        self.sender = Sender(self.outbox, self.providers, self._rates())
        payloads = Payloads(self.vault)
        self.worker = Worker(
            self.inbox,
            Replies(self.database, self.vault),
            self.rasa,
            Speech(self.live, CAPABILITIES, payloads, settings.notice),
            self.sender,
            self.can_answer,
            settings.holding_after,
            payloads,
            self.budget,
        )
        guard = Guard(
            Limits(settings.limit_burst, settings.limit_seconds, settings.limit_overall),
            Destinations(settings.sms_countries, lambda: self.live.current),
            lambda: self.live.current,
            self.vault.fingerprint,
        )
        self.intake = Intake(self.inbox, self.outbox, self.worker, self.sender, guard)

    def _rates(self) -> Rates:
        """How fast our senders may send."""
        told = self.settings.rates
        gateways = 1 if self.database.is_sqlite else self.settings.workers
        stood_in = (one.capabilities for one in self.adapters if one.is_stood_in)
        unlimited = set().union(*stood_in) if told is None else set()
        return Rates(told or {}, 1 / gateways, unlimited)

    def application(self) -> web.Application:
        """The routes, and what runs beside them."""
        app = web.Application(
            client_max_size=MAX_BODY, middlewares=[self.slow_clients.middleware, _no_details]
        )
        app.add_routes(
            [
                web.get("/healthz", self.alive),
                web.get("/readyz", self.ready),
                web.get("/pictures/{name}.{locale}.png", self.pictures.serve),
            ]
        )
        for adapter in self.adapters:
            app.add_routes(adapter.routes(self.intake))
        if self.settings.is_demo:
            app.add_routes(simulator.routes(self.settings.api_url))
            app.router.add_get("/", _to_simulator)
        app.on_shutdown.append(self._hang_up)
        app.on_response_prepare.append(_no_versions)
        app.cleanup_ctx.append(self._run_beside)
        return app

    def wake(self) -> None:
        """Somebody has put messages into the queues."""
        self.worker.wake()
        self.sender.wake()

    async def alive(self, _: web.Request) -> web.Response:
        """The process answers."""
        return web.json_response({"alive": True})

    async def ready(self, _: web.Request) -> web.Response:
        """Whether a message would be answered now, part by part."""
        parts = await asyncio.gather(self._database_answers(), self.rasa.ready(), self._actions())
        state = dict(zip(("database", "rasa", "actions"), parts, strict=True))
        fault = str(self.live.fault) if self.live.fault else None
        ready = all(parts)
        away = self.sender.away()
        # With the provider away messages are taken in, answered, and sent when it is back.
        provider = {"provider": "waiting" if away else "ok", "waiting_channels": away}
        body = {"ready": ready, **state, **provider, "content_fault": fault}
        return web.json_response(body, status=200 if ready else 503)

    async def can_answer(self) -> bool:
        """Whether Rasa and the action server are both there."""
        return all(await asyncio.gather(self.rasa.ready(), self._actions()))

    async def _database_answers(self) -> bool:
        try:
            async with asyncio.timeout(READY_TIMEOUT_SECONDS):
                await self.database.check()
        except Exception:  # whatever it is, it does not answer
            return False
        return True

    async def _actions(self) -> bool:
        timeout = aiohttp.ClientTimeout(total=READY_TIMEOUT_SECONDS)
        async with aiohttp.ClientSession(timeout=timeout) as session:
            return any([await _answers(session, url) for url in self.settings.actions_urls])

    async def _run_beside(self, _: web.Application) -> AsyncIterator[None]:
        await self.database.migrate()
        await self.inbox.check_key()
        if self.database.is_sqlite:  # nobody else can hold a lease
            await self.inbox.release()
            await self.outbox.release()
        tasks = [
            asyncio.create_task(work)
            for work in (
                self.worker.run(),
                self.sender.run(),
                self.live.watch(_content_changed),
                self._forget_for_ever(),
                self._erase_for_ever(),
                self.budget.keep(),
                outcomes.ask_for_ever(self.outbox, self.providers, self.intake.receipt),
                self._listen_for_ever(),
                gauges.keep(self.database),
            )
        ]
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self.rasa.close()
        for adapter in self.adapters:
            await adapter.close()
        await self.database.close()

    async def _hang_up(self, _: web.Application) -> None:
        for adapter in self.adapters:
            await adapter.hang_up()

    async def _listen_for_ever(self) -> None:
        """Hear of what other gateways have queued; on SQLite there are none."""
        while not self.database.is_sqlite:
            try:
                await self.database.listen(
                    {queue.INBOUND: self.worker.wake, queue.OUTBOUND: self.sender.wake}
                )
            except Exception as error:  # the database may be away: the queues are looked at anyway
                log.error("listening_failed", error=type(error).__name__)
            await asyncio.sleep(LISTEN_AGAIN_SECONDS)

    async def _forget_for_ever(self) -> None:
        while True:
            try:
                emptied = await retention.delete_old_texts(
                    self.database, self.settings.keep_texts_days
                )
                log.info("old_texts_deleted", messages=emptied)
            except Exception as error:  # the database may be away: next time
                log.error("deleting_failed", error=type(error).__name__)
            await asyncio.sleep(RETENTION_CHECK_SECONDS)

    async def _erase_for_ever(self) -> None:
        """Finish what a gateway that died has left of a DELETE."""
        while True:
            try:
                if erased := await erasing.finish_all(self.database):
                    log.info("erased", contacts=erased)
            except Exception as error:  # the database may be away: next time
                log.error("erasing_failed", error=type(error).__name__)
            await asyncio.sleep(ERASING_CHECK_SECONDS)


async def _answers(session: aiohttp.ClientSession, actions_url: str) -> bool:
    try:
        async with session.get(f"{actions_url}/ready") as answer:
            return answer.status == 200
    except (aiohttp.ClientError, TimeoutError, OSError):
        return False


@web.middleware
async def _no_details(
    request: web.Request, handler: Callable[[web.Request], object]
) -> web.StreamResponse:
    """An unexpected error becomes a 503, which the provider may repeat, without its details."""
    try:
        return await handler(request)  # type: ignore[misc, no-any-return]
    except web.HTTPException:
        raise
    except Exception as error:
        log.exception("request_failed", error=type(error).__name__)
        raise web.HTTPServiceUnavailable(text="Try again.") from None


async def _no_versions(_: web.Request, response: web.StreamResponse) -> None:
    """What we run is nobody's business."""
    response.headers.pop("Server", None)


async def _to_simulator(_: web.Request) -> web.Response:
    raise web.HTTPFound("/simulator")


def _content_changed(fault: ContentError | None) -> None:
    if fault:
        log.error("content_refused", fault=str(fault))
    else:
        log.info("content_loaded")
