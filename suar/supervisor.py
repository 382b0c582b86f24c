"""Runs the servers side by side and starts again what dies or hangs."""

from __future__ import annotations

import asyncio
import contextlib
import ctypes
import os
import signal
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from suar.problem import Problem
from suar.watchdog import end_if_silent

FIRST_PAUSE_SECONDS = 0.3
LAST_PAUSE_SECONDS = 10.0
STEADY_SECONDS = 30.0  # having run so long, a server is started again at once
STOP_SECONDS = 8.0
MAX_LOG_BYTES = 20_000_000
PR_SET_PDEATHSIG = 1  # linux/prctl.h


@dataclass(frozen=True)
class Server:
    """One server: how it is started, and where it logs.

    One that has an address where it answers at once (`health`) is started again when it does so no
    more, too.
    """

    name: str
    command: list[str]
    environment: dict[str, str] = field(default_factory=dict)
    health: str = ""


class Supervisor:
    """Keeps servers running until told to stop.

    Args:
        servers: started in this order, all at once.
        folder: for their logs (`log/NAME.log`) and process ids (`run/NAME.pid`).
    """

    def __init__(self, servers: list[Server], folder: Path) -> None:
        self._servers = servers
        self._logs = folder / "log"
        self._pids = folder / "run"
        self._stopping = False

    async def run(self, stop: asyncio.Event) -> None:
        """Start all, keep them running, and end them when `stop` is set."""
        for path in (self._logs, self._pids):
            path.mkdir(parents=True, exist_ok=True)
        tasks = [asyncio.create_task(self._keep(server)) for server in self._servers]
        stopped = asyncio.create_task(stop.wait())
        await asyncio.wait([*tasks, stopped], return_when=asyncio.FIRST_COMPLETED)
        self._stopping = True
        for task in [*tasks, stopped]:
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        for result in results:
            if isinstance(result, Exception):
                raise result

    async def _keep(self, server: Server) -> None:
        pause, has_run = FIRST_PAUSE_SECONDS, False
        while not self._stopping:
            began = time.monotonic()
            try:
                await self._run_once(server)
                has_run = True
            except OSError as error:
                fault = f"{server.name} cannot be started: {error}"
                if not has_run:
                    raise Problem(fault) from error
                # It will pass: the memory or the disk is full, or its program is being replaced.
                print(f"suar: {fault}", file=sys.stderr)
            steady = time.monotonic() - began > STEADY_SECONDS
            pause = FIRST_PAUSE_SECONDS if steady else min(pause * 2, LAST_PAUSE_SECONDS)
            await asyncio.sleep(pause)

    async def _run_once(self, server: Server) -> None:
        with self._log(server).open("ab") as log:
            process = await asyncio.create_subprocess_exec(
                *server.command,
                stdout=log,
                stderr=log,
                stdin=asyncio.subprocess.DEVNULL,
                env={**os.environ, **server.environment},
                start_new_session=True,  # Ctrl-C is ours to pass on, in order
                preexec_fn=_end_with_parent,
            )
        pid_file = self._pids / f"{server.name}.pid"
        with contextlib.suppress(OSError):  # it runs without as well
            pid_file.write_text(str(process.pid))
        watching = asyncio.create_task(_watch(server, process))
        try:
            await process.wait()
        finally:
            watching.cancel()
            with contextlib.suppress(OSError):
                pid_file.unlink()
            await _end(process)

    def _log(self, server: Server) -> Path:
        path = self._logs / f"{server.name}.log"
        if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return path


async def _watch(server: Server, process: asyncio.subprocess.Process) -> None:
    if server.health:
        await end_if_silent(process, server.health)
        print(f"suar: {server.name} lives and does not answer: started again", file=sys.stderr)


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.returncode is not None:
        return
    with contextlib.suppress(ProcessLookupError):
        process.send_signal(signal.SIGTERM)
        try:
            await asyncio.wait_for(process.wait(), STOP_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()


def _end_with_parent() -> None:
    """If the supervisor itself is killed, its servers do not stay behind on their ports."""
    with contextlib.suppress(OSError, AttributeError):  # not Linux
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGTERM)
