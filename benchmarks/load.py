"""Asks a server as fast as it answers, over connections that stay open."""

import os
import socket
import threading
import time
from dataclasses import dataclass
from pathlib import Path

CONNECTIONS = 4
EXPECTED = {b"200", b"304", b"404"}
TICKS_PER_SECOND = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Measure:
    """What a server did in one round."""

    requests_per_second: float
    cpu_milliseconds: float


def measure(port: int, path: str, process_id: int, seconds: float, headers: str = "") -> Measure:
    counts = [0] * CONNECTIONS
    end = time.monotonic() + seconds
    askers = [
        threading.Thread(target=ask, args=(port, path, headers, end, counts, place)) for place in range(CONNECTIONS)
    ]
    cpu_before, started = cpu_seconds(process_id), time.monotonic()
    for asker in askers:
        asker.start()
    for asker in askers:
        asker.join()
    requests, elapsed = sum(counts), time.monotonic() - started
    cpu = cpu_seconds(process_id) - cpu_before
    return Measure(requests / elapsed, 1000 * cpu / max(requests, 1))


def ask(port: int, path: str, headers: str, end: float, counts: list[int], place: int) -> None:
    request = f"GET {path} HTTP/1.1\r\nHost: localhost:{port}\r\nAccept-Encoding: br, gzip\r\n{headers}\r\n".encode()
    with socket.create_connection(("127.0.0.1", port)) as connection, connection.makefile("rb") as answers:
        while time.monotonic() < end:
            connection.sendall(request)
            read_answer(answers, path)
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
    """What a process and its children have used so far."""
    fields = Path(f"/proc/{process_id}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{process_id}/task/{process_id}/children").read_text().split()
    return sum(map(int, fields[11:13])) / TICKS_PER_SECOND + sum(cpu_seconds(int(child)) for child in children)
