from pathlib import Path

from limpide.bundle.archive import open_bundle


def test_reasons_stay_nearly_the_same_under_rounding_and_mostly_under_a_refit(house: Path) -> None:
    steady = {each.change: each for each in open_bundle(house / "bundle").manifest.judgement.steadiness}
    rounded, refitted = steady["inputs rounded to three digits"], steady["bootstrap refit"]
    assert rounded.clients == refitted.clients == 500
    assert rounded.rank >= 0.95 and rounded.shared >= 0.9
    assert 0.5 <= refitted.rank <= 1 and refitted.shared >= 0.5
    assert refitted.same_four is not None and refitted.same_four <= refitted.shared
    assert refitted.same_shown is not None and 0 < refitted.same_shown < 1
