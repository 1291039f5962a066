"""A long computation pauses for other requests, and its clock does not count the pauses."""

from __future__ import annotations

from core.ops.yielding_clock import MAX_PAUSE, MAX_PAUSES, YieldingClock, running_request


def test_yielding_clock_pauses_while_another_request_runs():
    clock = YieldingClock()
    with running_request(), running_request():
        first = clock()
        assert clock.slept >= MAX_PAUSE
        assert clock() - first < MAX_PAUSE


def test_yielding_clock_does_not_pause_without_other_requests():
    clock = YieldingClock()
    with running_request():
        clock()

    assert clock.slept < MAX_PAUSE


def test_yielding_clock_limits_its_pauses_on_a_busy_server():
    clock = YieldingClock()
    with running_request(), running_request():
        readings = [clock() for _ in range(int(MAX_PAUSES / MAX_PAUSE) + 3)]

    assert clock.slept < MAX_PAUSES + MAX_PAUSE
    assert readings == sorted(readings)
