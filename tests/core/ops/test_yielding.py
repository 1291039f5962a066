"""A long computation steps aside for other requests, and its clock does not count that."""

from __future__ import annotations

from core.ops.yielding import MAX_PAUSE, MAX_PAUSES, YieldingClock, running_request


def test_a_computation_waits_while_another_request_runs():
    clock = YieldingClock()
    with running_request(), running_request():
        first = clock()
        assert clock.slept >= MAX_PAUSE
        assert clock() - first < MAX_PAUSE


def test_a_computation_that_is_alone_waits_for_nobody():
    clock = YieldingClock()
    with running_request():
        clock()

    assert clock.slept < MAX_PAUSE


def test_a_computation_ends_however_busy_the_server_is():
    clock = YieldingClock()
    with running_request(), running_request():
        readings = [clock() for _ in range(int(MAX_PAUSES / MAX_PAUSE) + 3)]

    assert clock.slept < MAX_PAUSES + MAX_PAUSE
    assert readings == sorted(readings)
