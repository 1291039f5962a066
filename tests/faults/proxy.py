"""A proxy between the web process and PostgreSQL that can break, delay or silence connections."""

from __future__ import annotations

import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Thread


class Proxy:
    """Listens on a port and forwards bytes to and from a server's socket."""

    def __init__(self, server: Path) -> None:
        self.server = server
        self.silent_at: bytes | None = None
        self.delay = 0.0  # seconds of delay in each direction
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.open: list[socket.socket] = [self.listening]
        Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.listening.accept()
                self.open.append(client)
                self._connect(client)

    def _connect(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        try:
            server.connect(str(self.server))
        except OSError:  # it is down
            _end([client, server])
            return
        self.open.append(server)
        Thread(target=self._carry, args=(client, server), daemon=True).start()
        Thread(target=self._carry, args=(server, client), daemon=True).start()

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(65536):
                if self.silent_at and self.silent_at in data:
                    return  # drop the rest of this connection
                time.sleep(self.delay)
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    def cut(self) -> None:
        """Close every connection; new ones are accepted."""
        conversations, self.open[1:] = self.open[1:], []
        _end(conversations)

    def close(self) -> None:
        _end(self.open)


def _end(sockets: list[socket.socket]) -> None:
    for connection in sockets:
        with suppress(OSError):
            connection.shutdown(socket.SHUT_RDWR)
        connection.close()


@contextmanager
def proxy(server: Path) -> Iterator[Proxy]:
    wire = Proxy(server)
    try:
        yield wire
    finally:
        wire.close()
