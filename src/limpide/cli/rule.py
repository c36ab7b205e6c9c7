"""What ``train`` and ``compare`` both ask about: the clients, the folds, and the rule by which a champion is chosen."""

from pathlib import Path
from typing import Annotated

import typer

Snapshot = Annotated[Path, typer.Option(help="The client base to learn from, made by features build.")]
Folds = Annotated[int, typer.Option(min=2, help="Parts that the clients are divided into.")]
MaxGap = Annotated[
    float | None,
    typer.Option(min=0, help="Veto: how much better, in AUC, a champion may know its own clients. No veto without it."),
]
ReviewCost = Annotated[
    float,
    typer.Option(min=0, help="What a person's review may cost, in refused good clients: it sets the grey zone."),
]
