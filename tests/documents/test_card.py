import re
import tomllib
from dataclasses import replace
from html.parser import HTMLParser
from importlib.resources import files
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from limpide.bundle.archive import Bundle, open_bundle
from limpide.bundle.judgement import CurvePoint, OutOfTime, Price, Proxy
from limpide.bundle.manifest import Coherence, Estimate
from limpide.contract import Unit
from limpide.core.errors import InvalidInput
from limpide.documents.card import build_card, write_cards
from limpide.documents.card_blocks import Card, Facts, Paragraph, Table
from limpide.documents.card_html import write_html
from limpide.documents.card_markdown import write_markdown
from limpide.documents.card_words import get_card_words
from limpide.features.feature import Risk
from limpide.features.policy import ATTRIBUTE_OF, ATTRIBUTES
from limpide.language.languages import installed_languages
from limpide.language.wording import Wording
from limpide.models.kinds import KINDS

# Their keys are values of the model, not words of the code.
_BY_VALUE = ("annex", "unit", "risk", "kind", "section", "use")
_NOUGHT = Estimate(0.0, 0.0, 0.0)
_CALIBRATIONS = {"platt", "beta", "isotonic"}


@pytest.fixture(scope="module")
def bundle(house: Path) -> Bundle:
    return open_bundle(house / "bundle")


@pytest.fixture(scope="module", params=["fr", "en"])
def card(request: pytest.FixtureRequest, bundle: Bundle) -> Card:
    return build_card(bundle, language=request.param)


def tables(card: Card) -> dict[str, Table]:
    return {block.caption: block for each in card.sections for block in each.blocks if isinstance(block, Table)}


def test_both_languages_have_the_same_sentences_with_the_same_places_to_fill() -> None:
    french, english = (get_card_words(language).texts for language in installed_languages())
    assert set(french) == set(english)
    for key, text in french.items():
        places = [{name for _, name, _, _ in Formatter().parse(each) if name} for each in (text, english[key])]
        assert places[0] == places[1], key
    assert not re.search(r"[^\u202f\u00a0 ][;:!?»](?=\s|$)", " ".join(french.values()).replace("https:", ""))


def test_every_sentence_is_used() -> None:
    code = " ".join(path.read_text(encoding="utf-8") for path in Path(str(files("limpide.documents"))).glob("card*.py"))
    parts = tomllib.loads((files("limpide.language") / "catalogues" / "en" / "card.toml").read_text(encoding="utf-8"))
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
        concept = tables(card)[words.say("features.concept", family=words.label(wording))]
        members = [each for each in bundle.features if each.family == name]
        assert [row[0] for row in concept.rows] == [words.label(each) for each in members]
        assert [row[-1] for row in concept.rows] == [words.figure(each.psi or 0.0, 3) for each in members]
    gender = tables(card)[
        words.say(
            "fairness.caption", attribute=words.label(Wording("Sexe", "Sex")), learnt=words.say("fairness.unseen")
        )
    ]
    assert [row[0] for row in gender.rows] == [
        words.label(Wording("Femme", "Woman")),
        words.label(Wording("Homme", "Man")),
    ]
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
    for language in installed_languages():
        outline = _Outline()
        outline.feed((tmp_path / "card" / f"card.{language}.html").read_text(encoding="utf-8"))
        assert outline.lang == language and not outline.open and not outline.outside
        assert outline.links == outline.anchors and len(outline.links) == 13


def test_the_same_bundle_gives_the_same_card(bundle: Bundle, tmp_path: Path) -> None:
    for name in write_cards(bundle, tmp_path / "one"):
        write_cards(bundle, tmp_path / "two", replace=True)
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_language_without_a_card_and_an_existing_folder_are_refused(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="choose fr or en"):
        build_card(bundle, language="de")
    with pytest.raises(InvalidInput, match="--replace"):
        write_cards(bundle, tmp_path)


def test_the_policy_tells_each_attribute_its_reason_and_its_price(bundle: Bundle) -> None:
    price = Price(choice="age", auc=_NOUGHT, cost_per_client=Estimate(-0.002, -0.01, 0.006), columns=8)
    constraints = Price(choice="directions", auc=_NOUGHT, cost_per_client=_NOUGHT, columns=40)
    proxies = (Proxy(attribute="gender", auc=0.71),)
    judgement = replace(bundle.manifest.judgement, prices=(price, constraints), proxies=proxies)
    card = build_card(_with(bundle, judgement=judgement), language="en")
    words = get_card_words("en")
    policy = {row[0]: row for row in tables(card)[words.say("policy.caption")].rows}
    assert {each.wording.en for each in ATTRIBUTES} <= set(policy)
    assert policy["Age"][2] == ATTRIBUTE_OF["age"].reason.en
    assert policy["Age"][3:] == (words.estimate(price.auc, 4), words.estimate(price.cost_per_client, 4))
    assert policy["Sex"][3] == words.say("policy.unmeasured")
    assert policy[words.say("policy.directions")][3] != words.say("policy.unmeasured")
    assert tables(card)[words.say("proxy.caption")].rows == (("Sex", "0.710"),)


def test_a_bundle_whose_reasons_contradict_themselves_says_so_loudly(bundle: Bundle) -> None:
    broken = Coherence(clients=10, contradictory=3, opposite=(bundle.features[0].name,), three_reasons=1, any_three=1)
    for language in installed_languages():
        card = build_card(_with(bundle, coherence=broken), language=language)
        words = get_card_words(language)
        (told,) = (each.blocks for each in card.sections if each.anchor == "coherence")
        assert Paragraph(words.say("coherence.broken"), loud=True) in told
        label = words.label(bundle.features[0])
        assert any(label in value for each in told if isinstance(each, Facts) for _, value in each.pairs)
        assert 'class="loud" role="note"' in write_html(card)
        assert "> **" in write_markdown(card)


def test_later_clients_and_the_learning_curve_are_told_where_they_were_measured(bundle: Bundle) -> None:
    later = OutOfTime(
        earlier=700,
        later=300,
        dated=0.9,
        probability=0.07,
        default_rate=0.08,
        auc=Estimate(0.75, 0.7, 0.8),
        ece=_NOUGHT,
        cost_per_client=_NOUGHT,
    )
    curve = (CurvePoint(100, 0.7, 0.05, 0.25), CurvePoint(200, 0.72, 0.03, 0.24))
    judgement = replace(bundle.manifest.judgement, out_of_time=later, learning_curve=curve)
    for language in installed_languages():
        words = get_card_words(language)
        card = build_card(_with(bundle, judgement=judgement), language=language)
        assert len(tables(card)[words.say("validation.curve")].rows) == 2
        told = write_markdown(card)
        assert words.estimate(later.auc, 4) in told and words.say("validation.undated") not in told
        assert words.say("limits.order") in told and words.say("limits.dates") not in told


def test_calibration_by_group_says_how_many_groups_were_looked_at(card: Card, bundle: Bundle) -> None:
    words = get_card_words(card.language)
    judgement = bundle.manifest.judgement
    groups = [group for attribute in judgement.attributes for group in attribute.groups]
    assert judgement.looks == len(groups) == sum(group.z is not None for group in groups) > 0
    assert all(group.p_value is not None and 0 <= group.p_value <= 1 for group in groups)
    paragraphs = [each.text for section in card.sections for each in section.blocks if isinstance(each, Paragraph)]
    assert any(each.startswith(words.say("fairness.looks", looks=judgement.looks)) for each in paragraphs)


def test_what_has_no_direction_that_holds_is_listed(card: Card, bundle: Bundle) -> None:
    words = get_card_words(card.language)
    expected = [each for each in bundle.manifest.dropped if each.why in ("undirected", "contrary")]
    assert expected and all(each.words is not None for each in expected)
    assert len(tables(card)[words.say("left_out.directions")].rows) == len(expected)


def _with(bundle: Bundle, **changes: Any) -> Bundle:
    return replace(bundle, manifest=replace(bundle.manifest, **changes))
