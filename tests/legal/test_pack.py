"""Legal packs: every obligation has a proof that exists, and a file that cannot be used is refused by name."""

import ast
import os
import re
from pathlib import Path

import pytest

from limpide.core.errors import InvalidInput
from limpide.legal import Obligation, find_pack, read_pack, shipped_countries
from limpide.lenders.letter_texts import COMMON, OPTIONAL, TRANSLATED

HOUSE = Path(__file__).parents[2]
OBLIGATIONS = [each for country in shipped_countries() for each in find_pack(country).obligations]
ASKED = {
    "automated-processing",
    "human-intervention",
    "own-view",
    "explanation",
    "refusal",
    "solvency",
    "files-consulted",
    "data-sources",
    "rights-of-the-person",
    "dpo-and-authority",
    "mediator",
    "debt-advice",
    "non-discrimination",
    "no-social-networks",
    "retention",
    "ai-high-risk",
    "fundamental-rights",
    "ai-documentation",
    "ai-logs",
    "ai-oversight",
}
SMALL = """country = "xx"
title = "Nowhere"
read_on = 2026-11-30
read_again_by = 2027-11-30
max_review_days = 31
min_retention_months = 6
[[obligation]]
id = "one"
title_fr = "Une"
title_en = "One"
read = "memory"
sources = [{ text = "Code", articles = "1" }]
paraphrase_fr = "Dire : tout."
paraphrase_en = "Tell all."
texts = ["mediator"]
proof = ["tests/x.py::test_x"]
"""


def functions(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize("obligation", OBLIGATIONS, ids=lambda each: each.id)
def test_every_obligation_has_a_proof_that_exists_or_says_why_it_has_none(obligation: Obligation) -> None:
    assert obligation.proof or len(obligation.no_proof) > 20
    for proof in obligation.proof:
        path, _, test = proof.partition("::")
        assert test.startswith("test_") and test in functions(HOUSE / path), proof
    assert obligation.sources and obligation.paraphrase_fr != obligation.paraphrase_en
    assert not re.search(r"\w'\w| [;:!?]", obligation.paraphrase_fr + obligation.title_fr)  # set as in print


def test_france_answers_what_is_asked_and_needs_every_text_that_a_letter_has() -> None:
    obligations = {each.id: each for each in find_pack("fr").obligations}
    assert set(obligations) >= ASKED
    assert {name for each in obligations.values() for name in each.texts} == {*COMMON, *TRANSLATED, *OPTIONAL}


def test_another_country_is_another_file(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(SMALL, encoding="utf-8")
    pack = read_pack(path)
    assert (pack.country, pack.obligations[0].texts, pack.annex_iv) == ("xx", ("mediator",), ())
    assert pack.obligations[0].paraphrase_fr == "Dire\N{NO-BREAK SPACE}: tout."
    with pytest.raises(InvalidInput, match='no legal pack of "xx", only of fr'):
        find_pack("xx")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ('title = "Nowhere"', 'name = "Nowhere"', '"name"'),
        ("max_review_days = 31", 'max_review_days = "a month"', "max_review_days must be a whole number"),
        ("read_on = 2026-11-30", 'read_on = "2026-11-30"', "read_on must be a day"),
        ("max_review_days = 31\n", "", "incomplete.*max_review_days"),
        ('read = "memory"', 'read = "hearsay"', "read must be one of"),
        ('texts = ["mediator"]', 'texts = ["ombudsman"]', 'texts has "ombudsman"'),
        ('texts = ["mediator"]', 'needs = ["luck"]', 'needs has "luck"'),
        ('proof = ["tests/x.py::test_x"]', "", "must name tests as proof"),
        ('id = "one"', 'id = "one"\nwhy = "x"', 'obligation "one" has "why"'),
        ('articles = "1"', "article = 1", '"article"'),
        ("[[obligation]]", "=", "TOML"),
    ],
)
def test_a_pack_that_cannot_be_used_is_refused_by_name(tmp_path: Path, before: str, after: str, said: str) -> None:
    path = tmp_path / "xx.toml"
    assert before in SMALL
    path.write_text(SMALL.replace(before, after), encoding="utf-8")
    with pytest.raises(InvalidInput, match=said):
        read_pack(path)


def test_an_obligation_stands_in_a_pack_once_and_a_missing_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "xx.toml"
    path.write_text(SMALL + SMALL[SMALL.index("[[") :], encoding="utf-8")
    with pytest.raises(InvalidInput, match='"one" is there twice'):
        read_pack(path)
    path.write_text(SMALL[: SMALL.index("[[")], encoding="utf-8")
    with pytest.raises(InvalidInput, match="has no obligation"):
        read_pack(path)
    with pytest.raises(InvalidInput, match="cannot be read"):
        read_pack(tmp_path / os.urandom(4).hex())
