import os
import signal
import subprocess
import time

STOPS_WITHIN_SECONDS = 30


class Supervisor:
    """Runs the processes of the site together: when one ends, or this one is told to, all end."""

    def __init__(self) -> None:
        self.processes: dict[str, subprocess.Popen] = {}

    def __enter__(self) -> "Supervisor":
        return self

    def __exit__(self, *error) -> None:
        self.stop()

    def start(self, name: str, command: list[str], environment: dict[str, str]) -> None:
        """In a session of its own, so that Ctrl-C reaches this process alone and the others are ended in order."""
        self.processes[name] = subprocess.Popen(command, env=os.environ | environment, start_new_session=True)
        end_when_we_are_gone(self.processes[name])

    def first_to_end(self) -> str | None:
        return next((name for name, process in self.processes.items() if process.poll() is not None), None)

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
                process.wait(timeout=max(0, deadline - time.monotonic()))
        except (KeyboardInterrupt, subprocess.TimeoutExpired):
            self.kill()

    def kill(self) -> None:
        """For who presses Ctrl-C twice, or a process that does not end: workers of a process included."""
        for process in self.processes.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def end_when_we_are_gone(process: subprocess.Popen) -> None:
    """Leaves a guard behind that ends a process when this one is gone, however it went.

    The guard reads from a pipe that nobody writes to: it wakes when the kernel closes our end.
    """
    guarded, _ours = os.pipe()
    subprocess.Popen(
        ["sh", "-c", f"read _; kill -TERM {process.pid} 2>/dev/null"],
        stdin=guarded,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    os.close(guarded)
