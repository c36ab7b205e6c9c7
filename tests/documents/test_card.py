import re
import tomllib
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from string import Formatter

import pytest

from limpide.bundle.archive import Bundle, open_bundle
from limpide.contract import Language, Unit
from limpide.core.errors import InvalidInput
from limpide.documents.card import LANGUAGES, build_card, write_cards
from limpide.documents.card_blocks import Card, Table
from limpide.documents.card_words import get_card_words
from limpide.features.feature import Risk
from limpide.models.kinds import KINDS

# Their keys are values of the model, not words of the code.
_BY_VALUE = ("annex", "unit", "risk", "kind", "section", "use")
_CALIBRATIONS = {"platt", "beta", "isotonic"}


@pytest.fixture(scope="module")
def bundle(house: Path) -> Bundle:
    return open_bundle(house / "bundle")


@pytest.fixture(scope="module", params=LANGUAGES)
def card(request: pytest.FixtureRequest, bundle: Bundle) -> Card:
    return build_card(bundle, language=request.param)


def tables(card: Card) -> dict[str, Table]:
    return {block.caption: block for each in card.sections for block in each.blocks if isinstance(block, Table)}


def test_both_languages_have_the_same_sentences_with_the_same_places_to_fill() -> None:
    french, english = (get_card_words(language).texts for language in LANGUAGES)
    assert set(french) == set(english)
    for key, text in french.items():
        places = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (text, english[key])]
        assert places[0] == places[1], key
    assert not re.search(r"[^\u202f\u00a0 ][;:!?»](?=\s|$)", " ".join(french.values()).replace("https:", ""))


def test_every_sentence_is_used() -> None:
    code = " ".join(path.read_text(encoding="utf-8") for path in Path(str(files("limpide.documents"))).glob("card*.py"))
    parts = tomllib.loads((files("limpide.documents") / "card_en.toml").read_text(encoding="utf-8"))
    for part, keys in parts.items():
        assert f'"{part}' in code, part
        if isinstance(keys, dict) and part not in _BY_VALUE:
            names = {name.removesuffix("_told") for name in keys} - _CALIBRATIONS
            assert not {name for name in names if not re.search(rf"{name}(_told)?[\"']", code)}, part


def test_every_unit_direction_and_kind_of_model_has_words() -> None:
    texts = get_card_words("en").texts
    assert {f"unit.{each}" for each in Unit} <= set(texts)
    assert {f"risk.{each}" for each in Risk} <= set(texts)
    assert {f"kind.{each}" for each in KINDS} <= set(texts)


def test_the_card_tells_the_bundles_figures(card: Card, bundle: Bundle) -> None:
    words = get_card_words(card.language)
    quality = tables(card)[words.say("quality.caption")]
    assert quality.rows[0][:2] == ("AUC", words.estimate(bundle.quality.auc, 4))
    for name, wording in bundle.families.items():
        concept = tables(card)[words.say("features.concept", family=words.pick(wording.fr, wording.en))]
        members = [each for each in bundle.features if each.family == name]
        assert [row[0] for row in concept.rows] == [words.pick(each.fr, each.en) for each in members]
        assert [row[-1] for row in concept.rows] == [words.number(each.psi or 0.0, 3) for each in members]
    gender = tables(card)[
        words.say("fairness.caption", attribute=words.pick("Sexe", "Gender"), learnt=words.say("fairness.unseen"))
    ]
    assert [row[0] for row in gender.rows] == [words.pick("Femme", "Woman"), words.pick("Homme", "Man")]
    assert bundle.short_version in card.title


def test_all_rows_are_as_wide_as_their_headers(card: Card) -> None:
    for table in tables(card).values():
        assert {len(row) for row in table.rows} <= {len(table.headers)}, table.caption


class _Outline(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.lang, self.anchors, self.links, self.outside = "", set[str](), set[str](), list[str]()

    def handle_starttag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        found = dict(attrs)
        self.lang = self.lang or (found.get("lang") or "")
        self.anchors |= {found["id"] or ""} if "id" in found else set()
        self.links |= {(found["href"] or "").removeprefix("#")} if tag == "a" else set()
        self.outside += [value or "" for name, value in attrs if name in ("src", "href") and "//" in (value or "")]
        if tag != "meta":
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: "list[tuple[str, str | None]]") -> None:
        """What closes itself holds nothing."""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_four_files_are_written_and_the_pages_are_whole_and_need_nothing_else(bundle: Bundle, tmp_path: Path) -> None:
    written = write_cards(bundle, tmp_path / "card")
    assert written == ("card.en.html", "card.en.md", "card.fr.html", "card.fr.md")
    for language in LANGUAGES:
        outline = _Outline()
        outline.feed((tmp_path / "card" / f"card.{language}.html").read_text(encoding="utf-8"))
        assert outline.lang == language and not outline.open and not outline.outside
        assert outline.links == outline.anchors and len(outline.links) == 13


def test_the_same_bundle_gives_the_same_card(bundle: Bundle, tmp_path: Path) -> None:
    for name in write_cards(bundle, tmp_path / "one"):
        write_cards(bundle, tmp_path / "two", replace=True)
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_language_without_a_card_and_an_existing_folder_are_refused(bundle: Bundle, tmp_path: Path) -> None:
    unknown: Language = "de"  # type: ignore[assignment]
    with pytest.raises(InvalidInput, match="choose fr or en"):
        build_card(bundle, language=unknown)
    with pytest.raises(InvalidInput, match="--replace"):
        write_cards(bundle, tmp_path)
