"""Clients that are slow on purpose, or send too much, are cut off; others are served meanwhile."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable

import aiohttp
import pytest
from aiohttp import web

from channels import serving
from channels.app import MAX_BODY
from channels.serving import SlowClients, serve

HEAD_SECONDS, MOST = 2.0, 20


@pytest.fixture
async def port(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[int]:
    """Where the server listens, as the gateway's process makes it, with less patience."""
    monkeypatch.setattr(serving, "BODY_SECONDS", 0.6)
    monkeypatch.setattr(serving, "LINGERING_SECONDS", 0.2)
    slow = SlowClients(HEAD_SECONDS, MOST)
    app = web.Application(client_max_size=MAX_BODY, middlewares=[slow.middleware])

    async def echo(request: web.Request) -> web.Response:
        return web.Response(body=await request.read())

    async def ponder(_: web.Request) -> web.Response:
        await asyncio.sleep(3 * HEAD_SECONDS)
        return web.Response(text="done")

    app.add_routes([web.post("/echo", echo), web.get("/ponder", ponder)])
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        number = int(free.getsockname()[1])
    task = asyncio.create_task(serve(app, "127.0.0.1", number, reuse_port=False, slow=slow))
    while not task.done():
        try:
            _, writer = await asyncio.open_connection("127.0.0.1", number)
        except OSError:
            await asyncio.sleep(0.02)
        else:
            writer.close()
            break
    yield number
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


Connect = Callable[[int], Awaitable[tuple[asyncio.StreamReader, asyncio.StreamWriter]]]


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Connects to a port; all is closed in the end."""
    writers = []

    async def one(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writers.append(writer)
        return reader, writer

    yield one
    for writer in writers:
        writer.close()


async def all_read(reader: asyncio.StreamReader) -> bytes:
    """What comes until the server closes the connection."""
    read = b""
    async with asyncio.timeout(10):
        try:
            while some := await reader.read(4096):
                read += some
        except ConnectionResetError:  # what was on its way is not lost with it
            pass
    return read


async def trickle(writer: asyncio.StreamWriter, some: bytes) -> None:
    """A byte now and then, for as long as the server lets it."""
    try:
        for byte in some:
            writer.write(bytes([byte]))
            await writer.drain()
            await asyncio.sleep(0.1)
    except OSError:
        pass


@pytest.mark.parametrize("beginning", [b"GET /", b"POST /echo HTTP/1.1\r\nHost: x\r\nX: "])
async def test_a_head_that_never_ends_is_cut_off(
    port: int, connect: Connect, beginning: bytes
) -> None:
    reader, writer = await connect(port)
    sending = asyncio.create_task(trickle(writer, beginning + b"x" * 200))
    assert await all_read(reader) == b""
    sending.cancel()


async def test_a_silent_connection_is_cut_off(port: int, connect: Connect) -> None:
    reader, _ = await connect(port)
    assert await all_read(reader) == b""


async def test_a_body_that_trickles_is_refused_and_cut_off(port: int, connect: Connect) -> None:
    reader, writer = await connect(port)
    writer.write(b"POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n")
    sending = asyncio.create_task(trickle(writer, b"x" * 1000))
    assert (await all_read(reader)).startswith(b"HTTP/1.1 408 ")
    sending.cancel()


async def test_a_request_that_takes_long_to_answer_is_not_cut_off(port: int) -> None:
    async with (
        aiohttp.ClientSession() as session,
        session.get(f"http://127.0.0.1:{port}/ponder") as answer,
    ):
        assert await answer.text() == "done"


async def test_a_connection_serves_many_requests(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        for number in range(5):
            text = f"body {number}"
            async with session.post(f"http://127.0.0.1:{port}/echo", data=text) as answer:
                assert await answer.text() == text
            await asyncio.sleep(HEAD_SECONDS / 3)


async def test_too_large_a_body_is_refused(port: int) -> None:
    async with aiohttp.ClientSession() as session:
        data = b"x" * (MAX_BODY + 1)
        async with session.post(f"http://127.0.0.1:{port}/echo", data=data) as answer:
            assert answer.status == 413


@pytest.mark.parametrize(
    "head",
    [
        b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: x\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nHost: x\r\nX: " + b"x" * 9000 + b"\r\n\r\n",
        b"GET /echo HTTP/1.1\r\nHost: x\r\n" + b"X: x\r\n" * 100 + b"\r\n",
    ],
    ids=["line", "field", "headers"],
)
async def test_too_large_a_head_is_refused(port: int, connect: Connect, head: bytes) -> None:
    reader, writer = await connect(port)
    writer.write(head)
    assert (await all_read(reader)).startswith(b"HTTP/1.0 400 ")


async def test_one_connection_too_many_is_closed_and_the_others_stay(
    port: int, connect: Connect
) -> None:
    pairs = [await connect(port) for _ in range(MOST + 5)]
    closed = [asyncio.create_task(all_read(reader)) for reader, _ in pairs]
    async with asyncio.timeout(10):
        while sum(task.done() for task in closed) < 5:
            await asyncio.sleep(0.01)
    assert sum(task.done() for task in closed) == 5
    await asyncio.gather(*closed)
