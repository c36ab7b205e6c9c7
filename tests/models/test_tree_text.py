"""Ill-formed texts of trees are refused before LightGBM's library follows them out of its memory."""

import re

import pytest
from test_trees import grown

from limpide.models.tree_text import TreesError, check_tree_text
from limpide.models.trees import Trees

__all__ = ["grown"]  # the fixture

ATTACKS = {
    "child beyond the nodes": (r"^left_child=(-?\d+)", "left_child=999"),
    "child before its parent": (r"^right_child=(-?\d+)", "right_child=0"),
    "leaf beyond the leaves": (r"^left_child=(-?\d+)", "left_child=-999"),
    "feature beyond the columns": (r"^split_feature=(\d+)", "split_feature=6"),
    "negative feature": (r"^split_feature=(\d+)", "split_feature=-1"),
    "more leaves than values": (r"^num_leaves=(\d+)", "num_leaves=1000"),
    "no leaf": (r"^num_leaves=(\d+)", "num_leaves=0"),
    "too few thresholds": (r"^threshold=\S+ ", "threshold="),
    "too few leaf values": (r"^leaf_value=\S+ ", "leaf_value="),
    "too few counts": (r"^internal_count=\S+ ", "internal_count="),
    "no children": (r"^left_child=.*$", ""),
    "a word for a number": (r"^left_child=(-?\d+)", "left_child=one"),
    "categories beyond the sets": (r"^num_cat=[1-9]\d*", "num_cat=0"),
    "bounds of categories beyond their words": (r"^cat_boundaries=0 \d+", "cat_boundaries=0 900"),
    "models in the leaves": (r"^is_linear=0", "is_linear=1"),
    "more classes": (r"^num_class=1", "num_class=3"),
    "sizes of trees that lie": (r"^tree_sizes=(\d+)", "tree_sizes=5"),
    "fewer columns": (r"^max_feature_idx=\d+", "max_feature_idx=0"),
    "cut in the middle": (r"(?s)^Tree=7.*", ""),
}


@pytest.fixture(scope="module")
def text(grown) -> str:  # type: ignore[no-untyped-def]
    return str(grown[0].model_to_string())


def test_what_lightgbm_writes_is_taken(text: str) -> None:
    check_tree_text(text)
    assert Trees(text).rounds == 20


def test_a_tree_of_a_single_leaf_is_taken(text: str) -> None:
    single = "Tree=0\nnum_leaves=1\nnum_cat=0\nsplit_feature=\nleaf_value=-2.4\nis_linear=0\nshrinkage=1\n\n\n"
    header = re.sub(r"^tree_sizes=.*\n", "", text[: text.index("Tree=0")], flags=re.MULTILINE)
    check_tree_text(header + single + text[text.index("end of trees") :])


@pytest.mark.parametrize("attack", ATTACKS)
def test_an_ill_formed_text_is_refused(text: str, attack: str) -> None:
    pattern, replacement = ATTACKS[attack]
    spoilt, times = re.subn(pattern, replacement, text, count=1, flags=re.MULTILINE)
    assert times == 1
    with pytest.raises(TreesError):
        Trees(spoilt)
