"""Talks to barwire-server with a strict client that is not ours: the package `websockets`.

`make test-python` runs it. Its arguments are the server's program and the names of checks; without a name, all run.
A failed check says what was expected and what came instead. Exit code 0 where all pass, 1 where one fails.
"""

import asyncio
import contextlib
import json
import os
import signal
import socket
import sys
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

SYMBOLS = [f"S{n:03}" for n in range(20)]
FEED = f"load:symbols={len(SYMBOLS)},hz=300,slots=4,bar=200ms"
OPTIONS = ["--listen", "127.0.0.1:0", "--feed", FEED, "--update-interval", "0s", "--drain", "1s"]

# Seconds.
CLOSES_EVERY = 0.2
PINGS_EVERY = 0.3
STALL = 6.0
FRESH = 0.2
FRESH_WITHIN = 1.0
CLOSED_WITHIN = 2.0
CHECK_WITHIN = 60.0

Pong = asyncio.Future[float]


class Failed(Exception):
    """A check has failed."""


def expect(holds: bool, expected: str, got: object) -> None:
    if not holds:
        raise Failed(f"expected {expected}, got {got!r}")


@dataclass
class Stream:
    """How far the updates of one symbol have come: first, what the ack says."""

    epoch: str
    seq: int
    closed_seq: int
    updates: int = 0

    def follow(self, update: dict[str, Any]) -> None:
        """Checks an update against the one before it. The first may repeat the state that the ack tells."""
        first = self.updates == 0
        if update["epoch"] == self.epoch:
            seq = self.seq + (not first)
            closed_seq = {self.closed_seq + update["closed"], *([self.closed_seq] if first else [])}
            expect(update["seq"] >= seq, f"a seq from {seq}", update)
            expect(update["closed_seq"] in closed_seq, f"a closed_seq of {closed_seq}", update)
        bar = update["bar"]
        extremes = (min(bar["open"], bar["close"], bar["low"]), max(bar["open"], bar["close"], bar["high"]))
        expect(extremes == (bar["low"], bar["high"]), "prices from low to high", update)
        self.epoch, self.seq, self.closed_seq = update["epoch"], update["seq"], update["closed_seq"]
        self.updates += 1


@dataclass
class Ledger:
    """Checks each message that a client gets."""

    streams: dict[str, Stream] = field(default_factory=dict)

    def take(self, frame: str | bytes) -> dict[str, Any] | None:
        """Gives the payload of an update, and nothing for an ack."""
        expect(isinstance(frame, str), "a text frame", frame)
        message: dict[str, Any] = json.loads(frame)
        expect(message["type"] in ("bars.ack", "bars.update"), "an ack or an update", message)
        payload: dict[str, Any] = message["payload"]
        symbol, stream = payload["symbol"], self.streams.get(payload["symbol"])
        if message["type"] == "bars.ack":
            ok = payload["status"] == "ok" and message["id"] == symbol and stream is None
            expect(ok, f"one ok ack for {symbol}, with its id", message)
            self.streams[symbol] = Stream(payload["epoch"], payload["seq"], payload["closed_seq"])
            return None
        expect(stream is not None, f"an ack of {symbol} before its first update", message)
        self.streams[symbol].follow(payload)
        return payload


@dataclass
class Server:
    process: asyncio.subprocess.Process
    address: str

    async def stop(self) -> None:
        if self.process.returncode is None:
            self.process.send_signal(signal.SIGTERM)
        expect(await self.process.wait() == 0, "exit code 0 after SIGTERM", self.process.returncode)

    @contextlib.asynccontextmanager
    async def client(self, buffer: int = 1 << 20, queue: int | None = None) -> AsyncIterator[ClientConnection]:
        """A client with all streams open. Its socket has room for `buffer` bytes, and it for `queue` messages."""
        host, port = self.address.split(":")
        tcp = socket.socket()
        tcp.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, buffer)
        tcp.connect((host, int(port)))
        # Only the checks send pings.
        options: dict[str, Any] = {"ping_interval": None, "compression": None, "proxy": None, "sock": tcp}
        options |= {"max_queue": queue, "close_timeout": CLOSED_WITHIN}
        async with connect(f"ws://{self.address}/api/v1/ws", **options) as client:
            for symbol in SYMBOLS:
                request = {"type": "bars.subscribe", "id": symbol, "payload": {"symbol": symbol, "resolution": "1"}}
                await client.send(json.dumps(request))
            yield client


@contextlib.asynccontextmanager
async def serve(program: str, options: list[str]) -> AsyncIterator[Server]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("BARWIRE_")}
    environment["RUST_LOG"] = "warn"
    command, pipe = [program, *OPTIONS, *options], asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*command, stdout=pipe, env=environment)
    try:
        line = (await process.stdout.readline()).decode().strip() if process.stdout else ""
        expect("http://" in line, "a line with the server's address", line)
        yield Server(process, line.split("http://")[1])
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()


async def read(client: ClientConnection, ledger: Ledger, seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        ledger.take(await client.recv())


async def closed(client: ClientConnection, ledger: Ledger, code: int) -> None:
    """Reads on until the connection ends, which it must with this code."""
    try:
        async with asyncio.timeout(CLOSED_WITHIN):
            await read(client, ledger, CHECK_WITHIN)
    except ConnectionClosed:
        expect(client.close_code == code, f"the close code {code}", int(client.close_code or 0))
    except TimeoutError:
        raise Failed(f"expected a close with {code} in {CLOSED_WITHIN} s, got none") from None


async def ping(client: ClientConnection, pongs: list[Pong]) -> None:
    """Pings until it is cancelled. A pong counts for the ping with its payload and those before (RFC 6455, 5.5.3)."""
    with contextlib.suppress(ConnectionClosed):
        while True:
            pongs.append(asyncio.ensure_future(await client.ping(f"ping {len(pongs)} ".ljust(100, "."))))
            await asyncio.sleep(PINGS_EVERY)


@contextlib.asynccontextmanager
async def stalled(server: Server, ledger: Ledger, pongs: list[Pong]) -> AsyncIterator[ClientConnection]:
    """A client that has not read for a while, with little room in its buffers. It never stops to ping."""
    async with server.client(buffer=4 * 1024, queue=1) as client:
        pinging = asyncio.create_task(ping(client, pongs))
        try:
            await read(client, ledger, 2.0)
            await asyncio.sleep(STALL)
            yield client
        finally:
            pinging.cancel()


async def order(server: Server) -> None:
    """Every frame is valid, an ack comes before its updates, and these are in order."""
    seconds, ledger = 3.0, Ledger()
    async with server.client() as client:
        await read(client, ledger, seconds)
    updates = {symbol: stream.updates for symbol, stream in sorted(ledger.streams.items())}
    expect(list(updates) == SYMBOLS, f"acks of {SYMBOLS}", updates)
    expect(min(updates.values()) > seconds / CLOSES_EVERY, "more updates of each symbol than bars close", updates)


async def stall(server: Server) -> None:
    """A client that stalls misses no close, gets the newest state soon after, and all its pongs."""
    ledger, pongs, fresh = Ledger(), list[Pong](), set[str]()
    async with stalled(server, ledger, pongs) as client:
        resumed = time.monotonic()
        while len(fresh) < len(SYMBOLS):
            update = ledger.take(await client.recv())
            if update and time.time() - update["bar"]["volume"] / 1e6 < FRESH:
                fresh.add(update["symbol"])
            expected = f"the newest state of {len(SYMBOLS)} symbols {FRESH_WITHIN} s after the stall"
            expect(time.monotonic() - resumed < FRESH_WITHIN, expected, len(fresh))
        await read(client, ledger, 2.0)
        sent = pongs.copy()
        await read(client, ledger, 1.0)
        expect(all(pong.done() for pong in sent), f"answers to {len(sent)} pings", sum(pong.done() for pong in sent))


async def too_slow(server: Server) -> None:
    """A client for whom too much waits is told so, even if it reads that only later."""
    ledger = Ledger()
    async with stalled(server, ledger, []) as client:
        await closed(client, ledger, 4001)


async def close(server: Server) -> None:
    """A close of the client is answered with its own code."""
    ledger = Ledger()
    async with server.client() as client:
        await read(client, ledger, 1.0)
        await asyncio.gather(client.close(), closed(client, ledger, 1000))


async def restart(server: Server) -> None:
    """On SIGTERM every client is told that the server restarts."""
    async with server.client() as one, server.client() as two, server.client() as three:
        clients = [(client, Ledger()) for client in (one, two, three)]
        await asyncio.gather(*(read(client, ledger, 1.0) for client, ledger in clients))
        await asyncio.gather(server.stop(), *(closed(client, ledger, 1012) for client, ledger in clients))


Check = Callable[[Server], Coroutine[Any, Any, None]]
CHECKS: dict[Check, list[str]] = {order: [], stall: [], too_slow: ["--queue-frames", "50"], close: [], restart: []}


async def main(program: str, *names: str) -> int:
    passed, failed = 0, 0
    for check, options in CHECKS.items():
        name = check.__name__
        if names and name not in names:
            continue
        try:
            async with asyncio.timeout(CHECK_WITHIN), serve(program, options) as server:
                await check(server)
                await server.stop()
            print(f"{name}: ok", flush=True)
            passed += 1
        except (Failed, ConnectionClosed, KeyError, OSError, TimeoutError, ValueError) as error:
            print(f"{name}: FAILED: {type(error).__name__}: {error}\n  {check.__doc__}", flush=True)
            failed += 1
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(*sys.argv[1:])))
