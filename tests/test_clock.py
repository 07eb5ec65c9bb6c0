"""The clock: set, moved, put back, and never a time that nothing can be worked out from."""

from datetime import UTC, datetime, timedelta

import pytest

from adapter.clock import Clock, adjust, read_time

NOON = datetime(2016, 1, 2, 12, tzinfo=UTC)


class Machine:
    now = datetime(2026, 11, 22, tzinfo=UTC)

    def __call__(self):
        return self.now


def test_it_runs_from_its_start():
    machine = Machine()
    clock = Clock(NOON, machine)
    assert clock() == NOON
    machine.now += timedelta(seconds=90)
    assert clock() == NOON + timedelta(seconds=90)


def test_without_a_start_it_is_the_machines():
    machine = Machine()
    assert Clock(None, machine)() == machine.now


@pytest.mark.parametrize(
    ("told", "then"),
    [
        ("+3600", NOON + timedelta(hours=1)),
        ("-60", NOON - timedelta(minutes=1)),
        ("2018-06-01T00:00:00Z", datetime(2018, 6, 1, tzinfo=UTC)),
        ("2018-06-01T02:00:00+02:00", datetime(2018, 6, 1, tzinfo=UTC)),
    ],
)
def test_it_goes_where_it_is_told_and_back_to_its_start(told, then):
    clock = Clock(NOON, Machine())
    adjust(clock, told)
    assert clock() == then
    clock.reset()
    assert clock() == NOON


@pytest.mark.parametrize("told", ["", "noon", "+", "+1h", "+nan", "+1e30", "9999-01-01", "-1e10"])
def test_it_is_not_told_what_is_no_time(told):
    clock = Clock(NOON, Machine())
    with pytest.raises(ValueError, match="expected a"):
        adjust(clock, told)
    assert clock() == NOON


def test_its_seconds_go_forward_with_it_and_never_back():
    clock = Clock(NOON, Machine())
    before = clock.seconds()
    clock.move(timedelta(hours=1))
    there = clock.seconds()
    assert there - before >= 3600
    clock.move(timedelta(hours=-1))
    clock.reset()
    assert clock.seconds() >= there


def test_a_time_without_a_zone_is_in_utc():
    assert read_time("2016-01-02T12:00") == NOON
