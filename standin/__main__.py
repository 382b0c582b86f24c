"""Run the stand-in: python -m standin --port 8085 --webhook-url http://127.0.0.1:8080/…"""

import argparse
import dataclasses

import uvloop
from aiohttp import web

from standin import app
from standin.behaviour import BehaviourError
from standin.settings import Settings, from_environment


def main(arguments: list[str] | None = None) -> None:
    """Read the command line, which overrules the environment, and serve until stopped."""
    settings = read(arguments)
    print(f"Twilio's stand-in: http://{settings.host}:{settings.port}/simulator", flush=True)
    uvloop.install()
    web.run_app(
        app.create(settings),
        host=settings.host,
        port=settings.port,
        access_log=None,
        shutdown_timeout=2,
        print=lambda line: None,
    )


def read(arguments: list[str] | None = None) -> Settings:
    """Turn the command line and the environment into settings."""
    parser = argparse.ArgumentParser(prog="python -m standin", description=__doc__)
    settings = from_environment()
    for name in ("host", "port", "webhook_url", "public_url", "account_sid", "auth_token"):
        default = getattr(settings, name)
        flag = f"--{name.replace('_', '-')}"
        shown = None if name == "auth_token" else f"default: {default or 'none'}"
        parser.add_argument(flag, dest=name, type=type(default), default=default, help=shown)
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="a behaviour, as in --set latency_ms=200 --set rate_429=0.1",
    )
    parser.add_argument(
        "--keep-connections",
        action="store_true",
        help="call webhooks over kept connections, as the proxy in front of a gateway does",
    )
    given = vars(parser.parse_args(arguments))
    words = dict(pair.partition("=")[::2] for pair in given.pop("set"))
    try:
        behaviour = settings.behaviour.changed(words)
    except BehaviourError as error:
        parser.error(str(error))
    return dataclasses.replace(settings, **given, behaviour=behaviour)


if __name__ == "__main__":
    main()
