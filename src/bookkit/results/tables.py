"""Small tables of computed numbers."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from bookkit.checks import anchor, one_of, require, sentence
from bookkit.formats import FIGURE_BLANK, FORMATS, POINT_BLANK, column, full, rich
from bookkit.marks import caption as marked
from bookkit.results.facts import is_number

_BLANKS = re.compile(f"[{FIGURE_BLANK}{POINT_BLANK}]+")


class Table:
    """A table as HTML and as plain text; `table` makes it."""

    def __init__(
        self,
        id: str,
        columns: Mapping[str, Sequence[str]],
        numeric: Mapping[str, Sequence[float]],
        caption: str,
    ) -> None:
        self.id = id
        self.columns = columns
        self.numeric = numeric
        self.caption = caption

    def __repr__(self) -> str:
        heads = list(self.columns)
        rows = [heads, *self._rows()]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]

        def pad(head: str, cell: str, width: int) -> str:
            return cell.rjust(width) if head in self.numeric else cell.ljust(width)

        lines = ["  ".join(map(pad, heads, row, widths)).rstrip() for row in rows]
        return "\n".join([self.caption, "", *lines])

    def _rows(self) -> list[tuple[str, ...]]:
        return list(zip(*self.columns.values(), strict=True))

    def _repr_html_(self) -> str:
        heads = "".join(
            f'<th scope="col"{self._class(head)}>{rich(head)}</th>' for head in self.columns
        )
        body = "".join(
            f"<tr>{''.join(self._cell(head, i) for head in self.columns)}</tr>"
            for i in range(len(self._rows()))
        )
        return (
            f'<div class="numbers" id="{self.id}" role="group" tabindex="0" '
            f'aria-labelledby="{self.id}-caption"><table><caption id="{self.id}-caption">'
            f"{marked('Table', self.id, self.caption)}</caption><thead><tr>{heads}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>"
        )

    def _cell(self, head: str, row: int) -> str:
        number = full(self.numeric[head][row]) if head in self.numeric else ""
        text = _BLANKS.sub(_unseen, rich(self.columns[head][row]))
        if head == next(iter(self.columns)):
            return f'<th scope="row"{self._class(head)}{number}>{text}</th>'
        return f"<td{self._class(head)}{number}>{text}</td>"

    def _class(self, head: str) -> str:
        return ' class="number"' if head in self.numeric else ""


def table(
    id: str,
    columns: Mapping[str, Sequence[Any]],
    *,
    caption: str,
    formats: Mapping[str, str] | None = None,
    digits: int | None = None,
) -> Table:
    """A table of computed numbers as a cell's result.

    Parameters
    ----------
    id
        The table's permanent anchor, such as ``tab-half-lives``.
    columns
        Heading and entries of each column, all of one length. The first column names the rows. Numbers have
        the same decimals in all of a column, as far as their sizes allow, and are aligned at the point;
        anything else is printed as text, in which ``$math$`` is understood.
    caption
        The finding.
    formats
        For a column of numbers, ``"number"`` (the default), ``"percent"``, ``"chance"`` or ``"odds"``.
    digits
        Significant digits of a column's greatest number; by default 3 for percentages and 4 for the rest. All
        of them stay within reach, on hovering.

    Raises
    ------
    ValueError
        For a malformed id, a missing caption, columns of unequal length, or an unknown column or format.

    Examples
    --------
    >>> table("tab-halves", {"documents": [10, 10_000], "share": [0.5, 0.25]},
    ...       caption="The share halves.", formats={"share": "percent"})
    The share halves.
    <BLANKLINE>
    documents  share
           10    50%
       10,000    25%
    """
    formats = formats or {}
    lengths = {head: len(entries) for head, entries in columns.items()}
    require(len(set(lengths.values())) == 1, "lengths of columns", lengths, "one length for all")
    for head, form in formats.items():
        one_of(head, columns, "column in formats")
        one_of(form, FORMATS, f"format of {head!r}")
    numeric = {
        head: [float(entry) for entry in entries]
        for head, entries in columns.items()
        if all(map(is_number, entries))
    }
    printed = {
        head: column(numeric[head], formats.get(head, "number"), digits)
        if head in numeric
        else [str(entry) for entry in entries]
        for head, entries in columns.items()
    }
    return Table(anchor(id), printed, numeric, sentence(caption, "caption"))


def _unseen(blanks: re.Match[str]) -> str:
    # Whether a typeface has blanks of these widths is uncertain; that it has figures is not.
    filling = blanks[0].translate({ord(FIGURE_BLANK): "0", ord(POINT_BLANK): "."})
    return f'<span class="unseen" aria-hidden="true">{filling}</span>'
