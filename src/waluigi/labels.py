"""Tables with labels, as pandas and xarray make them, taken by their labels and given back.

Neither is imported: a table is known by what it can do.
"""

from collections.abc import Hashable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from waluigi import checks

Names = Mapping[Hashable, Sequence[Hashable]]


class Labelled(NamedTuple):
    """An array and the labels along each of its axes, by the axis's name; none if it has none."""

    values: Any
    names: dict[Hashable, list[Hashable]]


def read(table: Any, *axes: str) -> Labelled:
    """A table's values and labels. Axes that have no name of their own get the last of `axes`."""
    if hasattr(table, "dims") and hasattr(table, "get_index"):
        return Labelled(table.values, {axis: list(table.get_index(axis)) for axis in table.dims})
    if hasattr(table, "iloc") and hasattr(table, "to_numpy"):
        names = zip(axes[-table.ndim :], table.axes, strict=True)
        return Labelled(table.to_numpy(), {axis: list(labels) for axis, labels in names})
    return Labelled(table, {})


def arranged(
    given: Labelled, argument: str, axis: Hashable, names: Sequence[Hashable], *, full: bool = True
) -> NDArray[Any]:
    """The values with one axis last, in the order of `names`; what is missing there is 0.

    Raises
    ------
    ValueError
        If the axis is missing, a label is unknown, occurs twice or, if `full`, is missing.
    """
    checks.require(axis in given.names, f"the axes of {argument}", list(given.names), repr(axis))
    places = {name: place for place, name in enumerate(names)}
    found = given.names[axis]
    for name in found:
        checks.require(name in places, f"a label of {argument}", name, f"one of {list(names)}")
    once = len(set(found)) == len(found) and (len(found) == len(places) or not full)
    checks.require(once, f"the labels of {argument}", found, f"each once of {list(names)}")
    values = np.moveaxis(given.values, list(given.names).index(axis), -1)
    result = np.zeros((*values.shape[:-1], len(names)), dtype=values.dtype)
    result[..., [places[name] for name in found]] = values
    return result


def like(table: Any, values: NDArray[Any], names: Names) -> Any:
    """The values as a table of the kind of `table`, with labels along each axis.

    Raises
    ------
    ValueError
        If they have more axes than such a table can have.
    """
    if hasattr(table, "dims"):
        return type(table)(values, dims=list(names), coords=dict(names))
    checks.require(values.ndim <= 2, "the number of axes", values.ndim, "1 or 2 with pandas")
    if values.ndim == 0:
        return values[()]
    kind = type(table) if values.ndim == 2 else type(table.iloc[:, 0])
    return kind(values, *names.values())
