from pathlib import Path

from limpide.bundle.archive import open_bundle


def test_reasons_stay_nearly_the_same_under_rounding_and_mostly_under_another_seed(house: Path) -> None:
    steady = {each.change: each for each in open_bundle(house / "bundle").manifest.judgement.steadiness}
    rounded, reseeded = steady["inputs rounded to three digits"], steady["another seed"]
    assert rounded.clients == reseeded.clients == 500
    assert rounded.rank >= 0.95 and rounded.shared >= 0.9
    assert 0.5 <= reseeded.rank <= 1 and reseeded.shared >= 0.5
