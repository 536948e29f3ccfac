"""Compares every bar that barwire-server makes with what pandas makes of the same file.

`make test-python` runs it. Its arguments are the server's program and folders of files named SYMBOL-RESOLUTION.csv; one that is not
there is left out, and that is said. Weeks in which New York sets its clocks are made up beside them. Nothing here is taken from the
server: sessions and zones are written down once more.
A failed check says what was expected and what came instead. Exit code 0 where all are equal, 1 where one differs.
"""

import asyncio
import json
import random
import subprocess
import sys
import tempfile
import urllib.parse
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from websockets.asyncio.client import connect

NEW_YORK = "America/New_York"
INTRADAY = {"1": 1, "3": 3, "5": 5, "15": 15, "30": 30, "60": 60, "120": 120, "240": 240}
PRICES = ["open", "high", "low", "close"]
FOLD = {"open": "first", "high": "max", "low": "min", "close": "last", "volume": "sum"}
MILLISECOND = pd.Timedelta(milliseconds=1)

# Rows that are sent before the client reads what has come of them.
CHUNK = 200


class Failed(Exception):
    """Bars differ."""


@dataclass
class File:
    symbol: str
    resolution: str
    # With the columns of the file, and the number of the row.
    rows: pd.DataFrame

    @staticmethod
    def read(path: Path) -> "File":
        symbol, resolution = path.stem.rsplit("-", 1)
        return File(symbol, resolution, pd.read_csv(path))

    @property
    def is_currency(self) -> bool:
        return self.symbol == "EURUSD"

    @property
    def opening(self) -> pd.Timedelta:
        """When a trading day begins, from its midnight: for currencies on the evening before."""
        return pd.Timedelta(hours=-7) if self.is_currency else pd.Timedelta(hours=9, minutes=30)

    def resolutions(self) -> list[str]:
        minutes = INTRADAY.get(self.resolution)
        whole = [name for name, length in INTRADAY.items() if minutes and length % minutes == 0]
        return whole + (["1D", "1W", "1M"] if minutes or self.resolution == "1D" else [self.resolution])

    def traded(self) -> pd.DataFrame:
        """The rows within the sessions, with the trading day of each."""
        rows = self.rows.copy()
        at = pd.to_datetime(rows["time"], unit="ms", utc=True)
        if self.resolution not in INTRADAY:
            rows["day"] = at.dt.tz_localize(None).dt.normalize()
            return rows
        wall = at.dt.tz_convert(NEW_YORK).dt.tz_localize(None)
        # A day of currencies is that of its end; one of stocks does not pass midnight.
        rows["day"] = (wall - self.opening).dt.normalize() if self.is_currency else wall.dt.normalize()
        return rows[rows["day"].dt.day_of_week < 5]

    def expected(self, resolution: str) -> pd.DataFrame:
        """The bars of a resolution, each with the number of the last row in it."""
        rows = self.traded()
        rows["last"] = rows.index
        fold = FOLD | {"last": "last"}
        if resolution == self.resolution:
            return rows[["time", *PRICES, "volume", "last"]].reset_index(drop=True)
        if resolution in INTRADAY:
            days = []
            for day, of_day in rows.groupby("day"):
                opening = (day + self.opening).tz_localize(NEW_YORK).tz_convert("UTC")
                of_day.index = pd.to_datetime(of_day["time"], unit="ms", utc=True)
                days.append(of_day.resample(f"{INTRADAY[resolution]}min", origin=opening).agg(fold).dropna())
            bars = pd.concat(days)
            bars.insert(0, "time", (bars.index - pd.Timestamp(0, tz="UTC")) // MILLISECOND)
            return bars.reset_index(drop=True)
        daily = rows.set_index("day", drop=False).sort_index(kind="stable")
        rule = {"1D": "D", "1W": "W-SUN", "1M": "MS"}[resolution]
        bars = daily.resample(rule).agg(fold | {"day": "first"}).dropna(subset=PRICES)
        # A week or month has the time of its first trading day.
        bars.insert(0, "time", (bars["day"] - pd.Timestamp(0)) // MILLISECOND)
        return bars.drop(columns="day").reset_index(drop=True)


def made_up(folder: Path) -> None:
    """Writes bars of the weeks around the days on which New York sets its clocks: a stock's and a currency's, with holes."""
    dice = random.Random(7)
    for symbol, resolution, minutes, parts in [("AAPL", "5", 5, 78), ("EURUSD", "30", 30, 48)]:
        file = File(symbol, resolution, pd.DataFrame())
        lines = ["time,open,high,low,close,volume"]
        for first in ["2024-03-04", "2024-10-28"]:
            for day in pd.bdate_range(first, periods=10):
                opening = (day + file.opening).tz_localize(NEW_YORK)
                for part in range(parts):
                    if dice.random() < 0.1:
                        continue
                    time = (opening - pd.Timestamp(0, tz="UTC")) // MILLISECOND + part * minutes * 60_000
                    low, open_, close, high = sorted(dice.randrange(100, 200) for _ in range(4))
                    lines.append(f"{time},{open_},{high},{low},{close},{dice.randrange(1000)}")
        (folder / f"{symbol}-{resolution}.csv").write_text("\n".join(lines) + "\n")


def listed(bars: pd.DataFrame) -> list[tuple[float, ...]]:
    return [tuple(map(float, row)) for row in bars[["time", *PRICES, "volume"]].itertuples(index=False)]


def told(bars: list[dict[str, float]]) -> list[tuple[float, ...]]:
    return [tuple(float(bar[name]) for name in ["time", *PRICES, "volume"]) for bar in bars]


def compare(what: str, expected: list[tuple[float, ...]], got: list[tuple[float, ...]]) -> None:
    if expected == got:
        return
    for number, (wanted, found) in enumerate(zip(expected, got)):
        if wanted != found:
            raise Failed(f"{what}, bar {number}: expected {wanted}, got {found}")
    raise Failed(f"{what}: expected {len(expected)} bars, got {len(got)}")


@contextmanager
def serving(server: str, *options: str) -> Iterator[tuple[str, subprocess.Popen[bytes]]]:
    command = [server, "--listen", "127.0.0.1:0", *options]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        if "http" not in line:
            raise Failed(f"the server did not start: {command}")
        yield line[line.index("http") :].strip(), process
    finally:
        process.kill()
        process.wait()


def history(url: str, symbol: str, resolution: str) -> list[dict[str, float]]:
    query = urllib.parse.urlencode({"symbol": symbol, "resolution": resolution, "from_time": 0})
    with urllib.request.urlopen(f"{url}/api/v1/datafeed/bars?{query}") as answer:
        return json.load(answer)["bars"]


def check_loaded(server: str, folder: Path, files: list[File]) -> int:
    """What a server knows at its start is made of the rows before the one that forms."""
    checked = 0
    with serving(server, "--feed", f"replay:{folder}", "--bar-duration", "1d") as (url, _):
        for file in files:
            closed = len(file.rows) * 4 // 5
            past = File(file.symbol, file.resolution, file.rows[:closed])
            for resolution in file.resolutions():
                # The last bar has the row that forms in it too.
                got = told(history(url, file.symbol, resolution))[:-1]
                expected = listed(past.expected(resolution))[: len(got)]
                if len(got) < len(past.expected(resolution)) - 1:
                    raise Failed(f"{file.symbol} {resolution}: {len(got)} bars at the start")
                compare(f"{file.symbol} {resolution} at the start", expected, got)
                checked += len(got)
    return checked


async def check_live(server: str, instruments: Path, file: File) -> int:
    """What a client gets while the rows come, and what history has then."""
    options = ["--feed", "stdin", "--instruments", str(instruments), "--update-interval", "0"]
    checked = 0
    with serving(server, *options) as (url, process):
        assert process.stdin is not None
        rows = file.rows.to_dict("records")
        names = {"symbol": file.symbol, "resolution": file.resolution, "closed": True}

        def send(part: list[dict[str, float]]) -> None:
            assert process.stdin is not None
            for row in part:
                line = names | row | {"time": int(row["time"])}
                process.stdin.write(json.dumps(line).encode() + b"\n")
            process.stdin.flush()

        # An instrument is there with its first bar, which a client may have missed then; the last bar of a series is sent again.
        send(rows[:1])
        closed: dict[str, dict[float, tuple[float, ...]]] = {name: {} for name in file.resolutions()}
        address = url.replace("http", "ws") + "/api/v1/ws"
        async with connect(address) as socket:

            async def receive() -> dict[str, Any]:
                """The next message. Of an update the bar is kept if it has closed."""
                message = json.loads(await asyncio.wait_for(socket.recv(), 10))
                payload = message["payload"]
                if message["type"] == "bars.update" and payload["closed"]:
                    (bar,) = told([payload["bar"]])
                    of = closed[payload["resolution"]]
                    if of.setdefault(bar[0], bar) != bar:
                        raise Failed(f"{file.symbol} {payload['resolution']}: {of[bar[0]]} closed, and then {bar}")
                return message

            async def subscribe(resolution: str) -> bool:
                payload = {"symbol": file.symbol, "resolution": resolution}
                await socket.send(json.dumps({"type": "bars.subscribe", "payload": payload}))
                while (message := await receive())["type"] != "bars.ack":
                    pass
                return message["payload"]["status"] == "ok"

            for resolution in file.resolutions():
                while not await subscribe(resolution):
                    await asyncio.sleep(0.05)
            inside = set(file.traded().index)
            for start in range(1, len(rows), CHUNK):
                part = range(start, min(start + CHUNK, len(rows)))
                send([rows[number] for number in part])
                last = float(rows[max(number for number in part if number in inside)]["time"])
                while last not in closed[file.resolution]:
                    await receive()

            for resolution in file.resolutions():
                what = f"{file.symbol} {resolution}"
                expected = listed(file.expected(resolution))
                live = [closed[resolution][time] for time in sorted(closed[resolution])]
                # The last bar may form yet.
                wanted = expected if len(live) == len(expected) else expected[:-1]
                compare(f"{what}, live", wanted, live)
                compare(f"{what}, from history", expected, told(history(url, file.symbol, resolution)))
                checked += len(live) + len(expected)
    return checked


def main() -> int:
    server, *folders = sys.argv[1:]
    instruments = Path(__file__).parents[2] / "server/data/instruments.toml"
    with tempfile.TemporaryDirectory() as clocks:
        made_up(Path(clocks))
        for folder in [*map(Path, folders), Path(clocks)]:
            if not folder.is_dir():
                print(f"skipped: there is no folder {folder}")
                continue
            files = [File.read(path) for path in sorted(folder.glob("*.csv"))]
            try:
                checked = check_loaded(server, folder, files)
                checked += sum(asyncio.run(check_live(server, instruments, file)) for file in files)
            except Failed as failed:
                print(f"failed: {failed}")
                return 1
            print(f"{checked} bars of {len(files)} files are as pandas makes them")
    return 0


if __name__ == "__main__":
    sys.exit(main())
