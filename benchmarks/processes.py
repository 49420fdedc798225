"""What processes take: memory and processor time, as Linux tells."""

import re
import time
from pathlib import Path

from benchmarks.load import children, cpu_seconds

KILOBYTES_PER_MEGABYTE = 1024


def with_children(process_id: int) -> list[int]:
    return [process_id, *(below for child in children(process_id) for below in with_children(child))]


def megabytes(measure: str, *process_ids: int) -> float:
    """Memory of processes and their children. `Pss` counts what several share once in all, `Rss` once for each."""
    found = [of_rollup(measure, each) for process_id in process_ids for each in with_children(process_id)]
    return sum(found) / KILOBYTES_PER_MEGABYTE


def of_rollup(measure: str, process_id: int) -> int:
    words = Path(f"/proc/{process_id}/smaps_rollup").read_text()
    found = re.search(rf"^{measure}: +(\d+) kB", words, re.MULTILINE)
    return int(found[1]) if found else 0


def peak_megabytes(process_id: int) -> float:
    """The most that a process has had at once; nothing if it has ended."""
    return of_status("VmHWM", process_id)


def own_megabytes(process_id: int) -> float:
    """What a process has now beside files that are mapped: of the database SQLite maps what it reads, and Linux takes
    that back when others need the memory. Nothing if it has ended."""
    return of_status("RssAnon", process_id)


def of_status(measure: str, process_id: int) -> float:
    try:
        words = Path(f"/proc/{process_id}/status").read_text()
    except OSError:
        return 0
    found = re.search(rf"^{measure}:\s+(\d+) kB", words, re.MULTILINE)
    return int(found[1]) / KILOBYTES_PER_MEGABYTE if found else 0


def idle_share(process_id: int, seconds: float) -> float:
    """The share of a core that a process takes by waiting."""
    before = cpu_seconds(process_id)
    time.sleep(seconds)
    return (cpu_seconds(process_id) - before) / seconds
