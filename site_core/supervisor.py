import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.context import ForkProcess
from pathlib import Path

STOPS_WITHIN_SECONDS = 30
FORKING = multiprocessing.get_context("fork")


class Supervisor:
    """Runs the processes of the site together, as forks of this one, which share the memory of the code it has loaded.

    When one ends, or this one is told to, all end.
    """

    def __init__(self) -> None:
        self.processes: dict[str, ForkProcess] = {}
        self.lifelines: list[int] = []

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *error) -> None:
        self.stop()

    def start(self, name: str, work: Callable[[], object]) -> None:
        process = FORKING.Process(target=self.begin, args=(name, work), name=name)
        process.start()
        self.processes[name] = process
        self.lifelines.append(end_when_we_are_gone(process))

    def begin(self, name: str, work: Callable[[], object]) -> None:
        """In the new process: a session of its own, so that Ctrl-C reaches the first process alone, which ends all."""
        os.setsid()
        for lifeline in self.lifelines:
            os.close(lifeline)
        for signal_number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(signal_number, signal.SIG_DFL)
        with suppress(OSError):  # only Linux has it
            Path("/proc/self/comm").write_text(name)
        work()

    def first_to_end(self) -> str | None:
        return next((name for name, process in self.processes.items() if not process.is_alive()), None)

    def wait(self) -> str:
        """Waits until one of the processes ends, and names it."""
        while not (name := self.first_to_end()):
            time.sleep(0.2)
        return name

    def stop(self) -> None:
        for process in self.processes.values():
            process.terminate()
        deadline = time.monotonic() + STOPS_WITHIN_SECONDS
        try:
            for process in self.processes.values():
                process.join(max(0, deadline - time.monotonic()))
        except KeyboardInterrupt:
            pass
        self.kill()

    def kill(self) -> None:
        """For who presses Ctrl-C twice, or a process that does not end: workers of a process included."""
        for process in self.processes.values():
            if process.pid and process.is_alive():
                os.killpg(process.pid, signal.SIGKILL)
                process.join()


def end_when_we_are_gone(process: ForkProcess | subprocess.Popen) -> int:
    """Leaves a guard behind that ends a process when this one is gone, however it went.

    The guard reads from a pipe that nobody writes to: it wakes when the kernel closes our end. That end is returned,
    for a fork of this process has it too, and must close it.
    """
    guarded, ours = os.pipe()
    subprocess.Popen(
        ["sh", "-c", f"read _; kill -TERM {process.pid} 2>/dev/null"],
        stdin=guarded,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(guarded)
    return ours
