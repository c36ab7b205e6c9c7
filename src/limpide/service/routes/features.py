"""Features and columns in words, and how features are spread over groups of clients."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from fastapi.exceptions import RequestValidationError
from pydantic import FiniteFloat

from limpide.contract import ClientId, ColumnList, ComparableList, Distribution, FeatureCard, FeatureList, Group, Pairs
from limpide.portfolio.catalogue import column_list, feature_list, find_feature
from limpide.portfolio.columns import UnknownFeature
from limpide.portfolio.comparable import comparable_list
from limpide.portfolio.groups import Filter, is_on_grid
from limpide.portfolio.similar import find_similar
from limpide.portfolio.views import Subject
from limpide.service.cases import TheCases
from limpide.service.language import AskedLanguage
from limpide.service.parts import ThePortfolio, WhatServes
from limpide.service.policy import Purpose, has_cases, permit
from limpide.service.problems import documented
from limpide.service.security import TheCaller

router = APIRouter(tags=["features"], responses=documented(422))

Name = Annotated[str, Path(max_length=100, examples=["age"])]
Bound = Annotated[FiniteFloat | None, Query(ge=0, le=1e12)]
Bins = Annotated[int, Query(ge=2, le=100, description="Bins of a number; categories have one each.")]
Asked = Annotated[ClientId | None, Query(description="The client to place, or to be similar to.")]
Closest = Annotated[int, Query(ge=10, le=500, description="How many clients the group similar has.")]


_BINS, _PAIR_BINS = 30, 20


async def _filter(
    caller: TheCaller,
    age_min: Bound = None,
    age_max: Bound = None,
    income_min: Bound = None,
    income_max: Bound = None,
    gender: Annotated[str | None, Query(pattern="^[FM]$")] = None,
) -> Filter:
    published = not has_cases(caller.role)
    kept = Filter(age_min, age_max, income_min, income_max, gender, published=published)
    if not published and not is_on_grid(kept):
        raise RequestValidationError([{"type": "filter_grid", "loc": ("query", "age_min")}])
    return kept


Kept = Annotated[Filter, Depends(_filter)]


@router.get("/features", openapi_extra=permit(Purpose.REFERENCE))
def features(portfolio: ThePortfolio, language: AskedLanguage) -> FeatureList:
    """List every feature with its words, unit, source and what can be done about it."""
    return feature_list(portfolio, language=language)


@router.get("/columns", openapi_extra=permit(Purpose.REFERENCE))
def columns(serving: WhatServes, language: AskedLanguage) -> ColumnList:
    """List every column of the lender's tables with its words, its values, and whether the model uses it."""
    return column_list(serving.desk.used_columns(serving.portfolio.bundle), language=language)


@router.get("/features/comparable", openapi_extra=permit(Purpose.STATISTICS))
def comparable(serving: WhatServes, language: AskedLanguage) -> ComparableList:
    """List what clients can be compared on, declared data first, with pairs that say something together."""
    return comparable_list(serving.portfolio, serving.desk.engine.lineage, language=language)


@router.get("/features/pairs", responses=documented(404, 503), openapi_extra=permit(Purpose.STATISTICS))
def pairs(
    x: Annotated[str, Query(max_length=100, examples=["external_score_2"])],
    y: Annotated[str, Query(max_length=100, examples=["age"])],
    portfolio: ThePortfolio,
    cases: TheCases,
    kept: Kept,
    language: AskedLanguage,
    group: Group = Group.ALL,
    bins: Annotated[int, Query(ge=2, le=40, description="Bins of each number.")] = _PAIR_BINS,
    client_id: Asked = None,
    k: Closest = 100,
) -> Pairs:
    """Count clients in the cells of two features, with the default rate of each; cells under ten are left out."""
    if x == y:
        raise RequestValidationError([{"type": "same_axes", "loc": ("query", "y")}])
    _check_published(portfolio, kept, bins, usual=_PAIR_BINS)
    subject = _subject(portfolio, cases, client_id, (group,), k)
    return portfolio.views.pairs(x, y, group, bins=bins, kept=kept, subject=subject, language=language)


@router.get("/features/{name}", responses=documented(404), openapi_extra=permit(Purpose.REFERENCE))
def feature(name: Name, portfolio: ThePortfolio, language: AskedLanguage) -> FeatureCard:
    """Describe one feature."""
    found = find_feature(portfolio, name, language=language)
    if found is None:
        raise UnknownFeature(name)
    return found


@router.get("/features/{name}/distribution", responses=documented(404, 503), openapi_extra=permit(Purpose.STATISTICS))
def distribution(
    name: Name,
    portfolio: ThePortfolio,
    cases: TheCases,
    kept: Kept,
    language: AskedLanguage,
    group: Annotated[list[Group], Query(min_length=1, max_length=7)] = [Group.ALL],  # noqa: B006 - FastAPI copies it
    bins: Bins = _BINS,
    client_id: Asked = None,
    k: Closest = 100,
) -> Distribution:
    """Count one feature over groups, with quantiles, and place a client; groups under ten say nothing."""
    _check_published(portfolio, kept, bins, usual=_BINS)
    subject = _subject(portfolio, cases, client_id, group, k)
    chosen = tuple(dict.fromkeys(group))
    return portfolio.views.distribution(name, chosen, bins=bins, kept=kept, subject=subject, language=language)


def _check_published(portfolio: ThePortfolio, kept: Filter, bins: int, *, usual: int) -> None:
    """Refuse what a caller without cases may not choose: other windows than the published ones, other bins."""
    if not kept.published:
        return
    if bins != usual:
        raise RequestValidationError([{"type": "published_bins", "loc": ("query", "bins"), "ctx": {"expected": usual}}])
    groups = portfolio.views.groups
    if not groups.is_published(kept):
        cuts = {name: bands.cuts for name, bands in groups.published.bands.items() if name in ("age", "income")}
        said = {name: ", ".join(f"{cut:g}" for cut in found) or "-" for name, found in cuts.items()}
        values = {"age": said.get("age", "-"), "income": said.get("income", "-")}
        raise RequestValidationError([{"type": "published_grid", "loc": ("query", "age_min"), "ctx": values}])


def _subject(portfolio: ThePortfolio, cases: TheCases, client_id: ClientId | None, groups: Any, count: int) -> Subject:
    if client_id is None:
        if Group.SIMILAR in groups:
            raise RequestValidationError([{"type": "similar_to", "loc": ("query", "client_id")}])
        return Subject()
    case = cases.get(client_id)
    if Group.SIMILAR not in groups:
        return Subject(case.row)
    return Subject(case.row, find_similar(portfolio, portfolio.get_population(), case, count=count))
