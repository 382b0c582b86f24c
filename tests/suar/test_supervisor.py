"""What dies or hangs is started again; what is told to stop leaves nothing behind."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from suar import watchdog
from suar.problem import Problem
from suar.supervisor import Server, Supervisor
from tests.e2e.service import until

SLEEPER = [sys.executable, "-c", "import time; time.sleep(60)"]


def pid(folder: Path) -> int:
    try:
        return int((folder / "run" / "one.pid").read_text())
    except (OSError, ValueError):
        return 0


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True


async def test_a_killed_server_is_started_again_and_stop_ends_it(tmp_path: Path) -> None:
    stop = asyncio.Event()
    running = asyncio.create_task(Supervisor([Server("one", SLEEPER)], tmp_path).run(stop))

    async def started() -> bool:
        return pid(tmp_path) > 0

    await until(started, 60)
    first = pid(tmp_path)
    os.kill(first, signal.SIGKILL)

    async def replaced() -> bool:
        return pid(tmp_path) not in {0, first}

    await until(replaced, 60)
    second = pid(tmp_path)
    stop.set()
    await asyncio.wait_for(running, 10)
    assert not alive(second)
    assert not (tmp_path / "run" / "one.pid").exists()


async def test_what_a_server_says_is_in_its_log(tmp_path: Path) -> None:
    stop = asyncio.Event()
    server = Server("one", [sys.executable, "-c", "print('hello')"])
    running = asyncio.create_task(Supervisor([server], tmp_path).run(stop))

    async def said() -> bool:
        log = tmp_path / "log" / "one.log"
        return log.exists() and "hello" in log.read_text()

    await until(said, 60)
    stop.set()
    await asyncio.wait_for(running, 10)


async def test_a_program_that_is_not_there_is_a_problem_and_no_endless_try(
    tmp_path: Path,
) -> None:
    server = Server("one", ["/nothing/here"])
    with pytest.raises(Problem, match="one cannot be started"):
        await Supervisor([server], tmp_path).run(asyncio.Event())


async def test_what_cannot_be_started_again_now_is_tried_again_and_ends_no_other(
    tmp_path: Path,
) -> None:
    program = tmp_path / "python"
    program.symlink_to(sys.executable)
    stop = asyncio.Event()
    servers = [
        Server("one", [str(program), *SLEEPER[1:]]),
        Server("two", SLEEPER),
    ]
    running = asyncio.create_task(Supervisor(servers, tmp_path).run(stop))
    await until(lambda: has_pid(tmp_path, 0), 60)
    first = pid(tmp_path)
    program.unlink()  # as while it is replaced by a newer one
    os.kill(first, signal.SIGKILL)
    await asyncio.sleep(1.5)
    assert not running.done()
    program.symlink_to(sys.executable)
    await until(lambda: has_pid(tmp_path, first), 60)
    stop.set()
    await asyncio.wait_for(running, 10)


async def test_a_process_id_that_cannot_be_written_ends_no_server(tmp_path: Path) -> None:
    (tmp_path / "run" / "one.pid").mkdir(parents=True)  # as on a disk that is full
    stop = asyncio.Event()
    says = Server("one", [sys.executable, "-c", "print('hello', flush=True); input()"])
    running = asyncio.create_task(Supervisor([says, Server("two", SLEEPER)], tmp_path).run(stop))
    await asyncio.sleep(1.0)
    assert not running.done()
    stop.set()
    await asyncio.wait_for(running, 10)


async def test_what_lives_and_does_not_answer_any_more_is_started_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(watchdog, "EVERY_SECONDS", 0.1)
    monkeypatch.setattr(watchdog, "ANSWERS_WITHIN_SECONDS", 0.5)
    monkeypatch.setattr(watchdog, "SILENT_SECONDS", 1.0)
    port, stop = unused_port(), asyncio.Event()
    server = Server(
        "one",
        [sys.executable, "-m", "http.server", str(port), "--bind", "127.0.0.1"],
        health=f"http://127.0.0.1:{port}/nothing",  # 404 is an answer, too
    )
    running = asyncio.create_task(Supervisor([server], tmp_path).run(stop))
    await until(lambda: answers(server.health), 60)
    first = pid(tmp_path)
    await asyncio.sleep(2.0)
    assert pid(tmp_path) == first
    os.kill(first, signal.SIGSTOP)
    await until(lambda: has_pid(tmp_path, first), 60)
    await until(lambda: answers(server.health), 60)
    assert "one lives and does not answer" in capsys.readouterr().err
    stop.set()
    await asyncio.wait_for(running, 10)


async def test_what_has_not_answered_yet_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watchdog, "EVERY_SECONDS", 0.1)
    monkeypatch.setattr(watchdog, "SILENT_SECONDS", 0.2)
    stop = asyncio.Event()
    server = Server("one", SLEEPER, health=f"http://127.0.0.1:{unused_port()}/")
    running = asyncio.create_task(Supervisor([server], tmp_path).run(stop))
    await until(lambda: has_pid(tmp_path, 0), 60)
    first = pid(tmp_path)
    await asyncio.sleep(1.0)
    assert pid(tmp_path) == first
    stop.set()
    await asyncio.wait_for(running, 10)


async def answers(url: str) -> bool:
    try:
        async with aiohttp.ClientSession() as session, session.get(url):
            return True
    except (aiohttp.ClientError, OSError):
        return False


async def has_pid(folder: Path, other: int) -> bool:
    return pid(folder) not in {0, other}
