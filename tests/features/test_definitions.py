"""Every feature that a model may use has a definition and a sentence in both languages, and a short label."""

import re

import pytest

from limpide.contract import Unit
from limpide.features.catalogue import CATALOGUE
from limpide.features.definitions import find_definition
from limpide.features.families import FAMILIES, SOURCES
from limpide.features.feature import Feature, Policy, Risk
from limpide.features.fitted.loan import NAMES as LEARNT_OF_THE_LOAN
from limpide.features.policy import ATTRIBUTES

LONGEST_LABEL = 60
FORBIDDEN = re.compile(r"rapporté|négati[fv]|negative|\([^)]*\([^)]*\)|'", re.IGNORECASE)


def _features(source: str) -> list[Feature]:
    return [feature for each, feature in CATALOGUE if each == source and feature.policy is Policy.MODEL]


@pytest.mark.parametrize("source", SOURCES)
def test_every_feature_that_a_model_may_use_has_a_definition_and_a_sentence(source: str) -> None:
    missing = [feature.name for feature in _features(source) if find_definition(source, feature) is None]
    assert missing == []


@pytest.mark.parametrize("source", SOURCES)
def test_a_sentence_holds_the_value_and_no_other_blank(source: str) -> None:
    for feature in _features(source):
        definition = find_definition(source, feature)
        assert definition is not None, feature.name
        for language in ("fr", "en"):
            sentence, meaning = getattr(definition.sentence, language), getattr(definition.meaning, language)
            blanks = re.findall(r"\{.*?\}", sentence)
            assert blanks == ([] if feature.unit is Unit.FLAG else ["{value}"]), (feature.name, sentence)
            assert sentence[0].isupper() and not sentence.endswith("."), (feature.name, sentence)
            assert not FORBIDDEN.search(sentence) and not FORBIDDEN.search(meaning), (feature.name, sentence, meaning)
            assert len(sentence) <= 160, (feature.name, sentence)
        assert (definition.otherwise is not None) == (feature.unit is Unit.FLAG), feature.name


@pytest.mark.parametrize("source", SOURCES)
def test_a_label_is_short_and_says_one_thing(source: str) -> None:
    for feature in _features(source):
        for label in (feature.fr, feature.en):
            assert len(label) <= LONGEST_LABEL, (feature.name, len(label), label)
            assert not FORBIDDEN.search(label), (feature.name, label)


def test_reasons_are_told_by_at_most_25_concepts() -> None:
    assert len(FAMILIES) <= 25


def test_the_policy_names_features_that_exist_and_each_of_them_once() -> None:
    listed = [name for attribute in ATTRIBUTES for name in attribute.features]
    assert len(listed) == len(set(listed))
    assert set(listed) <= {feature.name for _, feature in CATALOGUE} | set(LEARNT_OF_THE_LOAN)


def test_a_number_without_a_direction_is_no_reason_and_in_no_default_model() -> None:
    directed = [each for _, each in CATALOGUE if each.policy is Policy.MODEL and each.risk is not Risk.MIXED]
    assert len(directed) >= 300
