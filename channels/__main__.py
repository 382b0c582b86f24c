"""Runs the gateway: `python -m channels`. Settings come from the environment."""

from __future__ import annotations

import sys
from collections.abc import Callable

import prometheus_client
import uvloop
from aiohttp import web

from campaign import garbage
from campaign.errors import ContentError
from channels import logs
from channels.app import Gateway
from channels.ledger.database import DatabaseError
from channels.serving import serve
from channels.settings import Settings
from channels.vault import VaultError

Mount = Callable[[web.Application, Gateway], None]


def main(mount: Mount | None = None) -> None:
    """Serve until stopped.

    Args:
        mount: adds further pages to the gateway.
    """
    garbage.look_rarely()
    settings = Settings()
    logs.configure()
    logs.configure_sentry(settings.sentry_dsn)
    if settings.metrics_port:
        prometheus_client.start_http_server(settings.metrics_port, "127.0.0.1")
    try:
        gateway = Gateway(settings)
        app = gateway.application()
        if mount:
            mount(app, gateway)
        several = settings.workers > 1  # gateways share the port
        uvloop.run(
            serve(app, settings.host, settings.port, reuse_port=several, slow=gateway.slow_clients)
        )
    except (VaultError, DatabaseError, ContentError) as error:
        sys.exit(f"suar: {error}")


if __name__ == "__main__":
    main()
