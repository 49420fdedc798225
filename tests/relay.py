"""A line to a server that can fall silent: what is sent is taken, and nothing comes back, not even an end."""

import socket
import threading

from tests.ports import free_port

CHUNK = 65_536


class Relay:
    """Passes on what comes to `port`, in both directions, until it falls silent."""

    def __init__(self, host: str, port: int) -> None:
        self.server = (host, port)
        self.port = free_port()
        self.listener = socket.create_server(("127.0.0.1", self.port))
        self.goes_on = threading.Event()
        self.goes_on.set()

    def __enter__(self) -> "Relay":
        threading.Thread(target=self.accept, daemon=True).start()
        return self

    def __exit__(self, *exception) -> None:
        self.listener.close()
        self.speak()

    def fall_silent(self) -> None:
        self.goes_on.clear()

    def speak(self) -> None:
        self.goes_on.set()

    def accept(self) -> None:
        try:
            while True:
                client, _address = self.listener.accept()
                server = socket.create_connection(self.server)
                for source, target in ((client, server), (server, client)):
                    threading.Thread(target=self.pass_on, args=(source, target), daemon=True).start()
        except OSError:
            return  # closed

    def pass_on(self, source: socket.socket, target: socket.socket) -> None:
        try:
            while chunk := source.recv(CHUNK):
                self.goes_on.wait()
                target.sendall(chunk)
        except OSError:
            pass
        finally:
            source.close()
            target.close()
