from collections.abc import Callable
from threading import Barrier, Thread

from django.db import connection


def at_once(*deeds: Callable) -> list:
    """Does all of these in threads that begin together, each with a connection of its own; what each came to."""
    barrier, results = Barrier(len(deeds)), []

    def run(deed):
        barrier.wait()
        try:
            results.append(deed())
        finally:
            connection.close()

    threads = [Thread(target=run, args=[deed]) for deed in deeds]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results
