"""A client base without a table that the model learnt from is not scored as if nobody had a history."""

from dataclasses import replace
from pathlib import Path

import pytest

from limpide.bundle.archive import open_bundle
from limpide.core.errors import InvalidInput
from limpide.portfolio.base_gate import check_base
from limpide.portfolio.snapshot import open_snapshot


def test_a_missing_table_is_refused_with_what_rests_on_it_unless_it_is_accepted(house: Path) -> None:
    bundle, snapshot = open_bundle(house / "bundle"), open_snapshot(house / "snapshot")
    assert check_base(bundle, snapshot) == []
    without = replace(snapshot, manifest=replace(snapshot.manifest, missing_tables=("previous",)))
    inputs = [each.name for each in bundle.recipe.inputs]
    of_table = sum(column.source == "previous" for column in snapshot.columns if column.name in inputs)
    with pytest.raises(InvalidInput, match=f"no previous, on which {of_table} of the {len(inputs)} features"):
        check_base(bundle, without)
    assert len(check_base(bundle, without, accept=["previous:missing-table"])) == 1
