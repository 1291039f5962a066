"""How many connections one client, and all of them, may have."""

from __future__ import annotations

import resource
from collections import defaultdict
from collections.abc import Collection, Iterator
from typing import Generic, Protocol, TypeVar

from django.conf import settings

from core.ops.client_keys import network

RESERVED_DESCRIPTORS = 128  # for the database, files, and what is being accepted
MAX_CONNECTIONS = 4_096  # of one process, however many descriptors it may have


class Connection(Protocol):
    """What the limits must know about one."""

    waiting_since: float

    def is_waiting(self) -> bool: ...


C = TypeVar("C", bound=Connection)


class Connections(Generic[C]):
    """The open connections of this process, by the network they come from."""

    def __init__(self) -> None:
        self.networks: dict[C, str] = {}
        self.by_network: defaultdict[str, set[C]] = defaultdict(set)

    def add(self, connection: C, address: str) -> Iterator[C]:
        """Count a connection, and give the ones that must be closed for it: the longest waiting
        ones, or itself when nobody waits. A request that is being answered is never cut off."""
        self.networks[connection] = network(address)
        siblings = self.by_network[network(address)]
        siblings.add(connection)
        if _counts_addresses() and len(siblings) > settings.MAX_CONNECTIONS_PER_ADDRESS:
            yield _longest_waiting(siblings)
        elif len(self.networks) > _most():
            yield _longest_waiting(self.networks)

    def remove(self, connection: C) -> None:
        """Stop counting a connection. Safe to repeat."""
        address = self.networks.pop(connection, None)
        if address is not None:
            self.by_network[address].discard(connection)
            if not self.by_network[address]:
                del self.by_network[address]

    def queue(self, connection: C) -> str:
        """What log lines about it are counted under."""
        return f"address {self.networks.get(connection, '')}"


def _counts_addresses() -> bool:
    # Behind a proxy every connection is the proxy's.
    return not (settings.ALLAUTH_TRUSTED_PROXY_COUNT or settings.SECURE_PROXY_SSL_HEADER)


def _most() -> int:
    soft, _hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft == resource.RLIM_INFINITY:
        return MAX_CONNECTIONS
    return min(MAX_CONNECTIONS, max(1, soft - RESERVED_DESCRIPTORS))


def _longest_waiting(connections: Collection[C]) -> C:
    waiting = [each for each in connections if each.is_waiting()]
    return min(waiting, key=lambda each: each.waiting_since)
