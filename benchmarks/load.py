"""Asks a server as fast as it answers, over connections that stay open: with `wrk`, or without it by threads of Python.

The asker runs on the same machine. `wrk` takes a tenth of the processor time that Python takes for it.
"""

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

CONNECTIONS = 4
ENCODINGS = "br, gzip"
EXPECTED = {b"200", b"304", b"404"}
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")
WRK = shutil.which("wrk")


@dataclass(frozen=True)
class Target:
    """What is asked for, and the process that answers."""

    port: int
    path: str
    process_id: int
    headers: Mapping[str, str] = field(default_factory=dict)

    def all_headers(self) -> dict[str, str]:
        return {"Host": f"localhost:{self.port}", "Accept-Encoding": ENCODINGS, **self.headers}


@dataclass(frozen=True)
class Measure:
    """What a server did in one round, or in the best of several."""

    requests_per_second: float
    cpu_milliseconds: float


def measure_in_turn(targets: Mapping[str, Target], rounds: int, seconds: int = 1) -> dict[str, Measure]:
    """Each target once in each round, so that what else the machine does falls on all of them alike."""
    found: dict[str, list[Measure]] = {name: [] for name in targets}
    for _round in range(rounds):
        for name, target in targets.items():
            found[name].append(measure(target, seconds))
    return {name: best(measures) for name, measures in found.items()}


def best(measures: Iterable[Measure]) -> Measure:
    """What the server can do: where all connections of a round came to one of its two processes, it did half of it."""
    measures = list(measures)
    return Measure(
        max(each.requests_per_second for each in measures),
        min(each.cpu_milliseconds for each in measures),
    )


def measure(target: Target, seconds: int) -> Measure:
    cpu_before, started = cpu_seconds(target.process_id), time.monotonic()
    requests = ask_with_wrk(target, seconds) if WRK else ask_with_threads(target, seconds)
    elapsed, cpu = time.monotonic() - started, cpu_seconds(target.process_id) - cpu_before
    return Measure(requests / elapsed, 1000 * cpu / max(requests, 1))


def ask_with_wrk(target: Target, seconds: int) -> int:
    """How many answers came."""
    headers = [part for name, value in target.all_headers().items() for part in ("--header", f"{name}: {value}")]
    command = [str(WRK), "--threads", "1", "--connections", str(CONNECTIONS), "--duration", f"{seconds}s", *headers]
    words = subprocess.run(
        [*command, f"http://127.0.0.1:{target.port}{target.path}"], capture_output=True, text=True, check=True
    ).stdout
    if "Socket errors" in words:
        raise RuntimeError(f"{target.path}: {words}")
    count = re.search(r"(\d+) requests in", words)
    return int(count[1]) if count else 0


def ask_with_threads(target: Target, seconds: int) -> int:
    counts = [0] * CONNECTIONS
    end = time.monotonic() + seconds
    askers = [threading.Thread(target=ask, args=(target, end, counts, place)) for place in range(CONNECTIONS)]
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    return sum(counts)


def ask(target: Target, end: float, counts: list[int], place: int) -> None:
    lines = [f"GET {target.path} HTTP/1.1", *(f"{name}: {value}" for name, value in target.all_headers().items())]
    request = "\r\n".join([*lines, "", ""]).encode()
    with socket.create_connection(("127.0.0.1", target.port)) as connection, connection.makefile("rb") as answers:
        while time.monotonic() < end:
            connection.sendall(request)
            read_answer(answers, target.path)
            counts[place] += 1


def read_answer(answers, path: str) -> None:
    status = answers.readline()
    if status.split()[1] not in EXPECTED:
        raise RuntimeError(f"{path} answered {status!r}")
    length = 0
    while (line := answers.readline()) != b"\r\n":
        name, _colon, value = line.partition(b":")
        if name.lower() == b"content-length":
            length = int(value)
    if b" 304 " not in status:
        answers.read(length)


def cpu_seconds(process_id: int) -> float:
    """What a process and its children have used so far, with those that have ended: workers are replaced at times."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / TICKS_PER_SECOND + sum(map(cpu_seconds, children(process_id)))


def children(process_id: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()]
