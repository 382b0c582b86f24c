"""Runs the model's graph by straight calls, in place of dask's scheduler.

Rasa 3.6.21 builds a dask graph anew for each parse and each prediction and has dask order and run
it, one node after another in one thread. The order never changes: here it is found once for each
target. Rasa names its runner in the code (`rasa.core.processor`), so `install` replaces it there;
training goes on with dask.
"""

from __future__ import annotations

from typing import Any

import rasa.core.processor
from rasa.engine.exceptions import GraphRunError
from rasa.engine.graph import GraphSchema
from rasa.engine.runner.dask import DaskGraphRunner


class StraightRunner(DaskGraphRunner):
    """A runner with the same nodes and the same results."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Take what `DaskGraphRunner` takes."""
        super().__init__(*args, **kwargs)
        self._plans: dict[tuple[str, ...], list[tuple[str, tuple[str, ...]]]] = {}

    def run(
        self, inputs: dict[str, Any] | None = None, targets: list[str] | None = None
    ) -> dict[str, Any]:
        """The outputs of the targets, by node.

        Args:
            inputs: values by name, for the nodes that need them.
            targets: the nodes wanted; all of the graph's targets if None.

        Raises:
            GraphRunError: an input has the name of a node.
        """
        wanted = tuple(targets or self._graph_schema.target_names)
        given = {name: (name, value) for name, value in (inputs or {}).items()}
        if clash := given.keys() & self._instantiated_nodes.keys():
            raise GraphRunError(f"Input values clash with nodes: {sorted(clash)}")
        found = dict(given)
        for name, needs in self._plan(wanted):
            found[name] = self._instantiated_nodes[name](*(found.get(need, need) for need in needs))
        return {name: found[name][1] for name in wanted}

    def _plan(self, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
        """Nodes with what they need, each after all that it needs."""
        if targets not in self._plans:
            schema = self._graph_schema.minimal_graph_schema(list(targets))
            self._plans[targets] = _ordered(schema, targets)
        return self._plans[targets]


def _ordered(schema: GraphSchema, targets: tuple[str, ...]) -> list[tuple[str, tuple[str, ...]]]:
    order: dict[str, tuple[str, ...]] = {}

    def visit(name: str) -> None:
        if name in order or name not in schema.nodes:
            return
        needs = tuple(schema.nodes[name].needs.values())
        for need in needs:
            visit(need)
        order[name] = needs

    for target in targets:
        visit(target)
    return list(order.items())


def install() -> None:
    """Have Rasa load models with this runner."""
    rasa.core.processor.DaskGraphRunner = StraightRunner
