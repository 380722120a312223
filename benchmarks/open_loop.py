"""Sends requests at moments that are drawn beforehand, however long the answers to earlier ones take.

Who waits for an answer before asking again (a closed loop) asks less often just when answers are slow, and so measures
too well. Here a request is due when it is due, and what it waits for a free connection counts as waiting.
"""

import asyncio
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from statistics import quantiles
from urllib.parse import quote

CODES = ("AR", "BO", "CO", "CR", "EC", "GT", "HT", "MX", "PA", "PY", "SV", "UY", "VE")
"""Countries of the demonstration that have a network."""
WORDS = ("migración", "capacity", "border", "salud", "network", "plan", "training", "datos", "policy", "frontera")
PATIENCE = 30.0
"""Seconds after which an answer counts as an error."""
READS = {
    "GET /api/v1/countries/{code}": 20,
    "GET /api/v1/milestones": 15,
    "GET /api/v1/search": 15,
    "GET /api/v1/status": 10,
    "GET /api/v1/networks": 10,
    "GET /en/countries/{code}": 15,
    "GET /en/milestones": 5,
    "GET /en/bulletins": 5,
    "GET /en/": 5,
}
"""What is read, and in how many of a hundred reads."""
WRITES = {"POST /api/v1/documents": 50, "POST /api/v1/networks/{code}/milestones": 50}


@dataclass(frozen=True)
class Due:
    """A request, and when it is to be sent: seconds after the beginning."""

    at: float
    what: str
    sent: bytes

    @property
    def is_write(self) -> bool:
        """Tell whether it records something."""
        return self.what.startswith("POST")


@dataclass(frozen=True)
class Answered:
    """What became of a request: its status, 0 if there was none, and the milliseconds from when it was due."""

    due: Due
    status: int
    took: float

    @property
    def is_error(self) -> bool:
        """Tell whether it was not answered as it should."""
        return self.status not in (200, 201)


def schedule(rate: float, seconds: float, *, writes: float, document: str, token: str, seed: int = 7) -> Iterator[Due]:
    """Draw requests that come independently of each other (Poisson), `writes` being the share of those that record."""
    draw, at, number = Random(seed), 0.0, 0
    while (at := at + draw.expovariate(rate)) < seconds:
        number += 1
        offered = WRITES if draw.random() < writes else READS
        (what,) = draw.choices(list(offered), list(offered.values()))
        yield Due(at, what, _request(what, number, draw, document=document, token=token))


async def ask_all(port: int, dues: Iterator[Due]) -> list[Answered]:
    """Send every request when it is due, each on a connection of its own, as nginx does."""
    loop, tasks = asyncio.get_running_loop(), list[asyncio.Task[Answered]]()
    began = loop.time()
    for due in dues:
        await asyncio.sleep(max(began + due.at - loop.time(), 0))
        tasks.append(asyncio.create_task(_ask(port, due, began + due.at)))
    return await asyncio.gather(*tasks)


def percentiles(answers: Sequence[Answered]) -> tuple[float, float, float]:
    """Tell the 50th and the 99th percentile and the longest, in milliseconds."""
    taken = sorted(one.took for one in answers)
    if len(taken) < 2:  # noqa: PLR2004 - one is its own percentile
        return (taken or [0.0])[0], (taken or [0.0])[0], (taken or [0.0])[0]
    cuts = quantiles(taken, n=100, method="inclusive")
    return cuts[49], cuts[98], taken[-1]


def errors(answers: Sequence[Answered]) -> Mapping[str, int]:
    """Count what was not answered as it should, by what it was and how it was answered."""
    return Counter(f"{one.due.what}: {one.status or 'no answer'}" for one in answers if one.is_error)


async def _ask(port: int, due: Due, moment: float) -> Answered:
    loop = asyncio.get_running_loop()
    try:
        async with asyncio.timeout(PATIENCE):
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            try:
                writer.write(due.sent)
                answer = await reader.read(-1)
            finally:
                writer.close()
    except OSError:
        answer = b""
    return Answered(due, _status(answer), 1_000 * (loop.time() - moment))


def _status(answer: bytes) -> int:
    """Read the status of an answer that has arrived whole; 0 if it has not."""
    head, end, body = answer.partition(b"\r\n\r\n")
    lengths = [line[15:] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")]
    is_whole = end and head.startswith(b"HTTP/1.1 ") and lengths and len(body) == int(lengths[0])
    return int(head[9:12]) if is_whole else 0


def _request(what: str, number: int, draw: Random, *, document: str, token: str) -> bytes:
    method, _, address = what.partition(" ")
    address = address.replace("{code}", draw.choice(CODES))
    if address.endswith("v1/milestones"):
        address += f"?country={draw.choice(CODES)}"
    if address.endswith("/search"):
        address += f"?q={quote(draw.choice(WORDS))}"
    head = [f"{method} {address} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
    body = b""
    if method == "POST":
        said: dict[str, object] = {"title": f"Letter {number} {draw.random()}"}
        if address.endswith("/milestones"):
            on = f"{1000 + number % 1000}-{1 + number // 1000 % 12:02}"
            said = {"milestone": "established", "occurred": on, "source": {"document": document}}
        body = json.dumps(said).encode()
        head += [f"Authorization: Bearer {token}", "Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*head, "", ""]).encode() + body
