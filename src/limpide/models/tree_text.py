"""Check of LightGBM's text before its library reads it: a well-sealed, ill-formed one would end the process.

The library follows the numbers of the text without looking whether they lead anywhere.
"""

import re
from collections.abc import Sequence

_FIELD = re.compile(r"^(\w+)=(.*)$", re.MULTILINE)
_TREE = re.compile(r"^Tree=", re.MULTILINE)
_END = "end of trees"
_CATEGORICAL = 1  # bit of the decision type
_OF_SPLITS = ("split_feature", "split_gain", "threshold", "decision_type", "left_child", "right_child")
_OPTIONAL = ("internal_value", "internal_weight", "internal_count")
_OF_LEAVES = ("leaf_value", "leaf_weight", "leaf_count")


class TreesError(ValueError):
    """A text is no tree ensemble that can be scored; the error says which tree and why."""


def check_tree_text(text: str) -> None:
    """Raise ``TreesError`` when a child, a feature or a set of categories is not there, or a list is too short."""
    starts = [found.start() for found in _TREE.finditer(text)]
    end = text.find(f"\n{_END}")
    if end < 0:
        raise TreesError(f'the text breaks off before "{_END}"')
    header = dict(_FIELD.findall(text[: starts[0] if starts else end]))
    if header.get("num_class") != "1" or header.get("num_tree_per_iteration") != "1":
        raise TreesError("the trees tell more than two classes apart")
    columns = int(header.get("max_feature_idx", "-1")) + 1
    blocks = [text[start:stop] for start, stop in zip(starts, [*starts[1:], end + 1], strict=True)]
    sizes = _numbers(header.get("tree_sizes", ""))
    if sizes and sizes != [len(block) for block in blocks]:
        raise TreesError("the sizes of the trees are not those of their texts")
    for number, block in enumerate(blocks):
        try:
            _check_tree(dict(_FIELD.findall(block)), columns)
        except (ValueError, KeyError, IndexError) as error:
            raise TreesError(f"tree {number} cannot be followed: {error}") from error


def _check_tree(fields: dict[str, str], columns: int) -> None:
    leaves = int(fields["num_leaves"])
    if leaves < 1 or fields.get("is_linear", "0") != "0":
        raise TreesError(f"it has {leaves} leaves, or models in them")
    for name in (*_OF_SPLITS, *_OPTIONAL, *_OF_LEAVES):
        wanted = leaves if name in _OF_LEAVES else leaves - 1
        found = len(fields.get(name, "").split())
        bare = name not in fields and (name in _OPTIONAL or leaves == 1)
        if found != wanted and not bare and not (leaves == 1 and name != "leaf_value"):
            raise TreesError(f"{name} has {found} values instead of {wanted}")
    if leaves == 1:
        return
    features = _numbers(fields["split_feature"])
    if not all(0 <= each < columns for each in features):
        raise TreesError(f"it splits on a feature beyond the {columns} that there are")
    _check_children(_numbers(fields["left_child"]), _numbers(fields["right_child"]), leaves)
    _check_categories(fields)


def _check_children(left: Sequence[int], right: Sequence[int], leaves: int) -> None:
    """Each node but the first, and each leaf, must be the child of one node before it: so that every way ends."""
    seen: set[int] = set()
    for parent, child in ((parent, child) for pair in (left, right) for parent, child in enumerate(pair)):
        if child in seen or not (parent < child < leaves - 1 or 0 <= ~child < leaves):
            raise TreesError(f"node {parent} has a child {child}")
        seen.add(child)


def _check_categories(fields: dict[str, str]) -> None:
    sets = int(fields.get("num_cat", "0"))
    places = [
        int(float(threshold))
        for kind, threshold in zip(_numbers(fields["decision_type"]), fields["threshold"].split(), strict=True)
        if kind & _CATEGORICAL
    ]
    if not all(0 <= place < sets for place in places):
        raise TreesError(f"it names a set of categories beyond the {sets} that there are")
    if not sets:
        return
    bounds = _numbers(fields["cat_boundaries"])
    words = len(fields["cat_threshold"].split())
    if len(bounds) != sets + 1 or bounds[0] != 0 or bounds != sorted(bounds) or bounds[-1] != words:
        raise TreesError("its sets of categories do not lie one after the other")


def _numbers(text: str) -> list[int]:
    return [int(word) for word in text.split()]
