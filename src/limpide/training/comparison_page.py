"""The comparison as a page of Markdown, written from its data alone."""

from collections.abc import Iterator
from typing import Any

_COLUMNS = (
    "candidate",
    "AUC",
    "PR-AUC",
    "KS",
    "Brier",
    "ECE",
    "cost at break-even",
    "cost at break-even, by amount",
    "cost at chosen threshold",
    "cost saved",
    "gap",
    "cost against champion",
    "AUC against champion",
    "learnt from",
    "settings tried",
    "fit",
    "score",
    "size",
)


def build_page(data: dict[str, Any], *, price: str) -> str:
    """Return the page."""
    return "\n".join(_lines(data, price=price)) + "\n"


def _lines(data: dict[str, Any], *, price: str) -> Iterator[str]:
    about, plan = data["data"], data["plan"]
    yield "# Comparison of models"
    yield ""
    yield (
        f"{about['clients']:,} labelled applications of {about['persons']:,} persons, {about['default_rate']:.2%} in "
        f"default (snapshot {about['snapshot_version'][:12]}); {about['folds']} folds grouped by person, seed "
        f"{about['seed']}. {tell_effort(data)}"
    )
    yield ""
    yield f"**Champion: {data['champion']}.** {_sentence(data['reason'])} {price}"
    yield ""
    yield (
        "The rule: the lowest cost per client leads; of those that are not surely dearer (95 % interval of the paired "
        "difference), and whose log-loss is within one standard error of the lowest, coherent reasons come first, then "
        "the smallest gap (AUC on its own clients minus AUC on unseen ones), then the simplest. "
        + (f"Candidates with a gap above {plan['max_gap']:g} are not eligible." if plan["max_gap"] is not None else "")
    )
    yield ""
    yield f"| {' | '.join(_COLUMNS)} |"
    yield "|---" + "|---:" * (len(_COLUMNS) - 1) + "|"
    yield from (_row(each, methods=data["methods"]) for each in sorted(data["candidates"], key=_cost))
    yield ""
    yield (
        "Measured out of fold with probabilities calibrated on the other folds; intervals hold 95 % of resamples of "
        "persons, differences are paired on the same resamples. Costs are in refused good clients "
        f"({data['cost']['ratio']:g} for a missed default, given as {data['cost']['given']}); by amount, every client "
        "is weighted by the amount asked for. Settings are those that were best on the folds "
        "other than the one judged; those given up were worse than most others after two folds, and count as tried. "
        "Fit: seconds a fold; score: microseconds a client; size: kilobytes. ✗: not eligible. Methods that look for "
        "nearest neighbours learn from a sample of each fold's clients, as told. The dummy is the same under every "
        "method: calibration gives everybody the default rate."
    )
    if data["price_of_coherence"]:
        yield ""
        yield data["price_of_coherence"]
    yield from _curves(data)
    yield from _failures(data)


def tell_effort(data: dict[str, Any]) -> str:
    """Say how long the comparison took, and how many settings it tried at least for everybody who has any."""
    minutes, seconds = divmod(round(data["seconds"]), 60)
    told = f"{len(data['candidates'])} candidates in {minutes} min {seconds} s; "
    settings = data["settings"]
    if settings is None:
        return f"{told}usual settings only."
    return (
        f"{told}at least {settings['least']} settings tried in each of {settings['searches']} searches, "
        f"{settings['tried']} in all, {settings['given_up']} of them given up early."
    )


def _row(each: dict[str, Any], *, methods: list[str]) -> str:
    quality, drawn = each["quality"], each["learnt_from"]
    against = each["against_champion"]
    mark = " **(champion)**" if each["chosen"] else "" if each["eligible"] else " ✗"
    cells = [
        (_alike(each["name"], methods) if each["family"] == "dummy" else each["name"]) + mark,
        *(_estimate(quality[name], digits) for name, digits in (("auc", 4), ("pr_auc", 4), ("ks", 3), ("brier", 4))),
        _estimate(quality["ece"], 4),
        _estimate(quality["cost_per_client"], 4),
        _estimate(quality["cost_by_amount"], 4),
        _estimate(each["cost_at_chosen_threshold"], 4),
        _estimate(quality["saving"], 3),
        _estimate(quality["gap"], 3),
        "" if against is None else _difference(against["cost"]),
        "" if against is None else _difference(against["auc"]),
        "all" if drawn["drawn"] == drawn["offered"] else f"{drawn['drawn']:,} of {drawn['offered']:,}",
        f"{each['settings_tried']} ({each['settings_given_up']} given up)" if each["settings_tried"] else "usual",
        f"{each['fit_seconds']:.1f}",
        f"{1e6 * each['score_seconds']:.1f}",
        f"{each['bytes'] / 1000:.0f}",
    ]
    return f"| {' | '.join(cells)} |"


def _alike(name: str, methods: list[str]) -> str:
    return f"{name} (alike under {', '.join(methods[:-1])} and {methods[-1]})"


def _cost(each: dict[str, Any]) -> float:
    cost: float = each["quality"]["cost_per_client"]["value"]
    return cost


def _estimate(found: dict[str, float], digits: int) -> str:
    return f"{found['value']:.{digits}f} ({found['low']:.{digits}f}–{found['high']:.{digits}f})"


def _difference(found: dict[str, float]) -> str:
    return f"{found['value']:+.4f} ({found['low']:+.4f} to {found['high']:+.4f})"


def _curves(data: dict[str, Any]) -> Iterator[str]:
    yield from ("", "## Learning curve", "")
    yield "Means over the folds; trees stop where unseen clients say, whatever the gap."
    for name, points in data["learning_curves"].items():
        yield from ("", f"| {name}: clients learnt from | AUC | gap | log-loss |", "|---:|---:|---:|---:|")
        for each in points:
            yield f"| {each['clients']:,.0f} | {each['auc']:.4f} | {each['gap']:.3f} | {each['log_loss']:.4f} |"


def _failures(data: dict[str, Any]) -> Iterator[str]:
    if data["failed"]:
        yield from ("", "## Could not run", "")
        yield from (f"- {name}: {reason}" for name, reason in data["failed"].items())


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."
