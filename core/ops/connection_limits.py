"""Limits on connections: per network address and in total."""

from __future__ import annotations

import resource
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Generic, Protocol, TypeVar

from django.conf import settings

from core.ops.client_keys import network

RESERVED_DESCRIPTORS = 128  # for the database, files and connections being accepted
MAX_CONNECTIONS = 4_096  # per process, however many descriptors are available


class Connection(Protocol):
    """A connection, as far as the limits need to know."""

    waiting_since: float

    def is_waiting(self) -> bool: ...


C = TypeVar("C", bound=Connection)


class Connections(Generic[C]):
    """The open connections of this process, by network address."""

    def __init__(self) -> None:
        self.networks: dict[C, str] = {}
        self.by_network: defaultdict[str, set[C]] = defaultdict(set)

    def add(self, connection: C, address: str) -> Iterator[C]:
        """Count a connection, and yield those to close for it.

        Closes the longest idle one, or the new one if none is idle; never one with a request.
        """
        self.networks[connection] = network(address)
        siblings = self.by_network[network(address)]
        siblings.add(connection)
        if _counts_addresses() and len(siblings) > settings.MAX_CONNECTIONS_PER_ADDRESS:
            yield _longest_idle(siblings)
        elif len(self.networks) > _max_connections():
            yield _longest_idle(self.networks)

    def remove(self, connection: C) -> None:
        """Stop counting a connection. Idempotent."""
        address = self.networks.pop(connection, None)
        if address is not None:
            self.by_network[address].discard(connection)
            if not self.by_network[address]:
                del self.by_network[address]

    def queue(self, connection: C) -> str:
        """Return the queue under which its log lines are counted."""
        return f"address {self.networks.get(connection, '')}"


def _counts_addresses() -> bool:
    # Behind a proxy every connection is the proxy's.
    return not (settings.ALLAUTH_TRUSTED_PROXY_COUNT or settings.SECURE_PROXY_SSL_HEADER)


def _max_connections() -> int:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return min(MAX_CONNECTIONS, max(1, soft - RESERVED_DESCRIPTORS))


def _longest_idle(connections: Collection[C]) -> C:
    idle = [connection for connection in connections if connection.is_waiting()]
    return min(idle, key=lambda connection: connection.waiting_since)
