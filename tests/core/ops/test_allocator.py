"""core.ops.allocator: free memory is returned to the system"""

from __future__ import annotations

import sys

import pytest

from tests.core.ops.fresh import run

# Four threads that hold memory at the same time; then glibc reports the arenas they used.
HOLD = """
import ctypes, threading
def hold():
    memory = [bytes(1000) for _ in range(1000)]
    together.wait()
    kept.append(memory)
kept, together = [], threading.Barrier(4)
threads = [threading.Thread(target=hold) for _ in range(4)]
for each in threads: each.start()
for each in threads: each.join()
ctypes.CDLL(None).malloc_stats()
"""
LIMIT_MEMORY = "from core.ops.allocator import limit_memory\nlimit_memory()\n"


@pytest.mark.skipif(sys.platform != "linux", reason="only glibc has arenas")
def test_allocator_uses_one_arena_for_all_threads():
    assert run("-c", HOLD).stderr.count("Arena") > 1
    assert run("-c", LIMIT_MEMORY + HOLD).stderr.count("Arena") == 1
