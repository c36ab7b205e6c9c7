"""Every feature and every column in the reader's words, with what the model knows of them."""

from collections.abc import Collection, Iterator, Mapping

from limpide.bundle import features as cards
from limpide.contract import ColumnCard, ColumnList, FeatureCard, FeatureList, Language
from limpide.features.families import FAMILIES, SOURCES
from limpide.features.feature import Policy
from limpide.features.layout import FeatureColumn
from limpide.features.policy import ATTRIBUTE_OF, policy_of
from limpide.language.wording import Worded, say, say_feature
from limpide.portfolio.edits import EDITABLE
from limpide.portfolio.portfolio import Portfolio
from limpide.portfolio.reasons import family_label, worded
from limpide.sources.tables import TABLES, Column
from limpide.sources.values import value_label


def feature_list(portfolio: Portfolio, *, language: Language) -> FeatureList:
    """Describe the features that the model uses, in its order, then the others of the client base."""
    return FeatureList(
        model_version=portfolio.model_version,
        snapshot_version=portfolio.snapshot_version,
        features=list(_features(portfolio, language)),
    )


def find_feature(portfolio: Portfolio, name: str, *, language: Language) -> FeatureCard | None:
    """Describe one feature, None when there is none of that name."""
    return next((card for card in _features(portfolio, language) if card.name == name), None)


def _features(portfolio: Portfolio, language: Language) -> Iterator[FeatureCard]:
    columns = {column.name: column for column in portfolio.snapshot.columns}
    manifest = portfolio.bundle.manifest
    used = {card.name: card for card in manifest.features}
    left_out = {each.name: each.why for each in manifest.dropped}
    families: dict[str, Worded] = {**FAMILIES, **manifest.families}
    defined = manifest.coherence is not None  # bundles before format 4 know neither definitions nor this policy
    for name, card in used.items():
        yield _feature(card, columns.get(name), card, families, language, defined=defined)
    for name, column in columns.items():
        if name not in used:
            yield _feature(column, column, None, families, language, defined=defined, left_out=left_out.get(name))


def _feature(
    told: FeatureColumn | cards.FeatureCard,
    column: FeatureColumn | None,
    card: cards.FeatureCard | None,
    families: Mapping[str, Worded],
    language: Language,
    *,
    defined: bool,
    left_out: str | None = None,
) -> FeatureCard:
    """``told`` has the words; ``column`` is None for what the model learnt, ``card`` for what it does not use."""
    return FeatureCard(
        name=told.name,
        label=say_feature(told, language, told.name),
        family=told.family,
        family_label=_family_label(families, told.family, language),
        source=say(SOURCES[told.source], language),
        unit=told.unit,
        in_model=card is not None,
        comparable=True,
        protected=column is not None and column.policy is Policy.COMPARISON,
        risk="mixed" if column is None else column.risk.value,
        change="none" if column is None else column.change.value,
        column=told.column,
        typical=None if card is None else worded(card.column, card.typical, language),
        low=None if card is None else card.low,
        high=None if card is None else card.high,
        left_out=left_out,
        **(_definition(told, language) if defined else {}),
    )


def _family_label(families: Mapping[str, Worded], family: str, language: Language) -> str:
    """Return what a family is called; the name itself where an older snapshot has one that this release dropped."""
    return family_label(families, family, language) if family in families else family.replace("_", " ")


def _definition(told: FeatureColumn | cards.FeatureCard, language: Language) -> dict[str, str | None]:
    """Return the definition, the sentence and the policy of a feature, by the name of the message's field."""
    attribute = ATTRIBUTE_OF.get(told.name)
    return {
        "definition": None if told.meaning is None else say_feature(told.meaning, language, told.name, "definition"),
        "sentence": None if told.sentence is None else say_feature(told.sentence, language, told.name, "sentence"),
        "policy": policy_of(told.name).value,
        "attribute": None if attribute is None else say(attribute.wording, language),
        "policy_reason": None if attribute is None else say(attribute.reason, language),
    }


def column_list(used: Collection[str], *, language: Language) -> ColumnList:
    """Describe every column of the lender's tables, table by table.

    ``used`` are the columns of the application that reach a feature of the model (``Desk.used_columns``); the editable
    ones that do not come last in their table.
    """
    listed = [(name, column) for name, table in TABLES.items() for column in table.columns]
    cards = [_column(name, column, language, used) for name, column in listed]
    order = list(TABLES)
    return ColumnList(columns=sorted(cards, key=lambda card: (order.index(card.table), _idle(card))))


def _idle(card: ColumnCard) -> bool:
    return card.editable and card.in_model is False


def _column(table: str, column: Column, language: Language, used: Collection[str]) -> ColumnCard:
    return ColumnCard(
        table=table,
        column=column.name,
        label=column.label(language),
        meaning=column.meaning(language),
        type=column.type,
        unit=column.unit,
        required=column.required,
        minimum=column.minimum,
        maximum=column.maximum,
        not_known=[str(sentinel) for sentinel in column.sentinels],
        categories=list(column.categories),
        category_labels=[value_label(column.name, value, language) for value in column.categories],
        editable=table == "application" and column.name in EDITABLE,
        in_model=column.name in used if table == "application" else None,
    )
