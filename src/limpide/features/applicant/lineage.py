"""Data lineage of a compiled program: which input columns reach each column that it computes."""

from collections.abc import Mapping

from limpide.features.applicant.program import Program


def trace_inputs(program: Program) -> Mapping[str, frozenset[str]]:
    """Return, for each output column, the names of the input columns that its value may depend on."""
    reached: dict[int, frozenset[str]] = {place: frozenset({column}) for place, _, column in program.inputs}
    for step in program.instructions:  # in order: an instruction comes after those that it takes from
        found = (reached.get(place, frozenset()) for place in step.arguments)
        reached[step.result] = frozenset().union(*found)
    return {name: reached.get(place, frozenset()) for name, place in program.outputs}
