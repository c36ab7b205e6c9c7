"""Options that several commands share: the clients, the folds, the rule of choice, and the lender's costs."""

from pathlib import Path
from typing import Annotated

import typer

Snapshot = Annotated[Path, typer.Option(help="The client base to learn from, made by features build.")]
Folds = Annotated[int, typer.Option(min=2, help="Parts that the clients are divided into.")]
MaxGap = Annotated[
    float | None,
    typer.Option(min=0, help="Veto: how much better, in AUC, a champion may know its own clients. No veto without it."),
]
Cost = Annotated[
    str,
    typer.Option(
        help="What a missed default costs: in refused good clients (10), or as shares of the amount "
        "(loss=0.6,gain=0.06). It sets the threshold."
    ),
]
OtherCost = Annotated[
    str | None, typer.Option(help="Decide at another cost, given like that of train; the bundle's own without it.")
]
ReviewCost = Annotated[
    float | None,
    typer.Option(
        min=0,
        help="What a person's review may cost, in refused good clients: it sets the grey zone. Without it .5 at a cost "
        "of 10, in proportion to the break-even mistake at others.",
    ),
]
ReviewerError = Annotated[
    float | None,
    typer.Option(
        min=0, max=1, help="Share of reviews that end in the wrong decision: it narrows the grey zone. 0.2 without it."
    ),
]
