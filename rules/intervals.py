"""A value known exactly or only within bounds, and whether a band of a rule holds it: yes, no, or not known."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from rules.table import Band


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; an end of None is unbounded, an open end does not belong to it. A point has low == high."""

    low: Decimal | None
    high: Decimal | None
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, value: Decimal) -> Interval:
        """Exactly `value`."""
        return cls(value, value)

    @property
    def value(self) -> Decimal | None:
        """The value, where it is exactly known."""
        return self.low if self.low is not None and self.low == self.high else None

    def within(self, band: Band) -> bool | None:
        """True where every possible value lies in the band, False where none does, None where it is not known."""
        value = self.value
        if value is not None:
            return band.holds(value)
        if self._is_below(band) or self._is_above(band):
            return False
        return True if self._is_inside(band) else None

    def _is_below(self, band: Band) -> bool:
        start = band.from_ if band.from_ is not None else band.above
        if start is None or self.high is None:
            return False
        return self.high < start or (self.high == start and (self.high_open or band.above is not None))

    def _is_above(self, band: Band) -> bool:
        end = band.below if band.below is not None else band.up_to
        if end is None or self.low is None:
            return False
        return self.low > end or (self.low == end and (self.low_open or band.below is not None))

    def _is_inside(self, band: Band) -> bool:
        start, end = (
            band.from_ if band.from_ is not None else band.above,
            band.below if band.below is not None else band.up_to,
        )
        starts = start is None or (
            self.low is not None and (self.low > start or (self.low == start and (self.low_open or band.above is None)))
        )
        ends = end is None or (
            self.high is not None and (self.high < end or (self.high == end and (self.high_open or band.below is None)))
        )
        return starts and ends
