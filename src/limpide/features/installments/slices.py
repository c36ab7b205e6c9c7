"""Which of a client's instalments are looked at: windows of time, the latest ones, the first of each loan."""

from ibis import _

from limpide.features.measures import Slice, last, within

LAST_3M, LAST_6M, LAST_12M, LAST_24M, LAST_36M = (within(months) for months in (3, 6, 12, 24, 36))
LAST_3, LAST_5, LAST_10, LAST_20 = (last(count, f"{count} dernières", f"last {count}") for count in (3, 5, 10, 20))
FIRST_4 = Slice("first", "débuts de crédit", "starts of loans",
                _.number.between(1, 4))  # fmt: skip
