"""An interval in a band, a limit of age, weight or clearance, against every value that the interval may stand for."""

from collections.abc import Iterator
from decimal import Decimal
from itertools import product

import pytest

from rules.intervals import Interval
from rules.table import Band

ENDS = (None, Decimal(1), Decimal(2), Decimal(3))
VALUES = [Decimal(half) / 2 for half in range(9)]  # of ends that are whole, halves tell all that there is to tell


def bands() -> Iterator[Band]:
    for lower, low, upper, high in product(("from", "above"), ENDS, ("below", "up_to"), ENDS):
        if (low is not None or high is not None) and (low is None or high is None or low < high):
            yield Band.model_validate({lower: low, upper: high})


def possible(interval: Interval) -> list[Decimal]:
    low, high = interval.low, interval.high
    above = [value for value in VALUES if low is None or value > low or (value == low and not interval.low_open)]
    return [value for value in above if high is None or value < high or (value == high and not interval.high_open)]


@pytest.mark.parametrize("low_open", [True, False])
@pytest.mark.parametrize("high_open", [True, False])
def test_a_band_holds_all_of_an_interval_or_none_or_it_is_not_known(low_open: bool, high_open: bool) -> None:
    for low, high, band in product(ENDS, ENDS, bands()):
        interval = Interval(low, high, low_open, high_open)
        held = {band.holds(value) for value in possible(interval)}
        if held and not (low is not None and low == high and (low_open or high_open)):
            assert interval.within(band) is (held.pop() if len(held) == 1 else None), (interval, band)
