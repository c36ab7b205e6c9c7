"""Synthetic clients: the lender's eight tables, made up from aggregated statistics and domain rules."""

from pathlib import Path

from limpide.core.errors import InvalidInput
from limpide.core.output import new_folder
from limpide.core.progress import Progress, silent
from limpide.sources.synthetic.block import BLOCK, draw_block
from limpide.sources.synthetic.parameters import Parameters
from limpide.sources.synthetic.writers import Writers, check_format


def synthesise(
    out: Path,
    *,
    clients: int,
    seed: int,
    format: str = "parquet",  # noqa: A002 - the option's name
    replace: bool = False,
    progress: Progress = silent,
) -> None:
    """Write a folder of eight tables about ``clients`` made-up applications, 86 % of them labelled.

    The same seed gives the same clients; more clients come after the same first ones. Memory does not grow with
    ``clients``. Raises InvalidInput for a bad option or an existing folder (unless ``replace``).
    """
    if clients < 1:
        raise InvalidInput(f"{clients} clients cannot be made; ask for 1 or more")
    if seed < 0:
        raise InvalidInput(f"the seed {seed} is negative; choose 0 or more")
    check_format(format)
    parameters = Parameters()
    with (
        new_folder(out, replace=replace) as folder,
        Writers(folder, format=format) as writers,
        progress("clients", total=clients) as done,
    ):
        for index in range((clients + BLOCK - 1) // BLOCK):
            size = min(BLOCK, clients - index * BLOCK)
            writers.write(draw_block(seed=seed, index=index, clients=size, p=parameters))
            done(size)
