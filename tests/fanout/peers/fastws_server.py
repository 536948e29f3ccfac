"""fastws as its documentation says, on FastAPI, uvicorn and uvloop.

python fastws_server.py PORT SYMBOLS HZ SLOTS
"""

import asyncio
import random
import sys
import time
from contextlib import asynccontextmanager
from typing import Annotated

import uvicorn
from fastapi import Depends, FastAPI
from fastws import Client, FastWS
from fastws.routing import Message
from pydantic import BaseModel

MINUTE = 60_000
AT_ONCE = 10
LAG = 0.1

PORT, SYMBOLS, SLOTS = (int(sys.argv[at]) for at in (1, 2, 4))
HZ = float(sys.argv[3])


class Request(BaseModel):
    symbol: str
    resolution: str


class Ack(BaseModel):
    status: str
    symbol: str
    resolution: str
    message: str
    epoch: str
    seq: int
    closed_seq: int


class Bar(BaseModel):
    time: int
    open: float
    high: float
    low: float
    close: float
    volume: float


class Update(BaseModel):
    symbol: str
    resolution: str
    bar: Bar
    timestamp: int
    epoch: str
    seq: int
    closed_seq: int
    closed: bool


class Instrument:
    def __init__(self, index: int) -> None:
        self.name = f"S{index:03}"
        self.close = 100.0
        self.seq = 0

    def change(self) -> Update:
        close = round(self.close + random.randint(-10, 10) / 100, 2)
        self.close = 100.0 if close < 50 else close
        self.seq += 1
        now = time.time_ns()
        millis = now // 1_000_000
        bar = Bar(
            time=millis // MINUTE * MINUTE,
            open=round(close - 0.1, 2),
            high=round(close + 0.3, 2),
            low=round(close - 0.3, 2),
            close=close,
            volume=now // 1000,
        )
        return Update(
            symbol=self.name,
            resolution="1",
            bar=bar,
            timestamp=millis,
            epoch="1a20c3b4f00-1",
            seq=self.seq,
            closed_seq=0,
            closed=False,
        )


service = FastWS()
market = [Instrument(index) for index in range(SYMBOLS)]


@service.send("bars.subscribe", reply="bars.ack")
async def subscribe(payload: Request, client: Client) -> Ack:
    client.subscribe(payload.symbol)
    return Ack(
        status="ok",
        symbol=payload.symbol,
        resolution="1",
        message=f"streaming {payload.symbol} at 1",
        epoch="1a20c3b4f00-1",
        seq=0,
        closed_seq=0,
    )


@service.recv("bars.update")
async def update(payload: Update) -> Update:
    return payload


async def publish() -> None:
    """The clock of the other servers."""
    slot, interval = 0, 1 / HZ / SLOTS
    due = time.monotonic()
    while True:
        for _ in range(AT_ONCE):
            if time.monotonic() < due:
                break
            for instrument in market[slot::SLOTS]:
                message = Message(type="bars.update", payload=instrument.change())
                await service.server_send(message, topic=instrument.name)
            slot = (slot + 1) % SLOTS
            due += interval
        if time.monotonic() - due > LAG:
            due = time.monotonic()
        await asyncio.sleep(max(0, due - time.monotonic()))


@asynccontextmanager
async def lifespan(app: FastAPI):
    service.setup(app)
    publishing = asyncio.create_task(publish())
    yield
    publishing.cancel()


app = FastAPI(lifespan=lifespan)


@app.websocket("/api/v1/ws")
async def stream(client: Annotated[Client, Depends(service.manage)]):
    await service.serve(client)


uvicorn.run(
    app,
    host="127.0.0.1",
    port=PORT,
    loop="uvloop",
    http="httptools",
    ws_per_message_deflate=False,
    ws_ping_interval=None,
    log_level="error",
    backlog=4096,
)
