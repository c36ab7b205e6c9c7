"""Revisions of feature definitions: a bundle notices when a feature no longer means what its model learnt.

A change of an expression, or of the rows behind it, that gives any client another value raises the revision of the
table it is made of (docs/adr/0038); ``tests/features/test_revisions.py`` fails until it does. Snapshots write the
revision of each column, recipes that of each input; both are 1 where older releases wrote none.
"""

from collections.abc import Mapping

# 2, application: a telephone number changed on the day itself has the age 0, it is not unknown.
# 2: cleaning rules follow what comes after in time; windows of k months; revolving loans in all instalments.
_REVISIONS: Mapping[str, int] = {"application": 2, "bureau": 2, "previous": 2, "pos": 2, "cross": 2}


def revision_of(source: str) -> int:
    """Return the revision of the features of a table ("bureau", …, "cross" for those of several)."""
    return _REVISIONS.get(source, 1)
