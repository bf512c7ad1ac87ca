"""What holds of every chapter's source."""

from pathlib import Path

import jupytext
import pytest

CHAPTERS = sorted((Path(__file__).parents[1] / "chapters").glob("*.md"))
COLUMN = 76
"""Characters of code that a page shows without scrolling."""
ONE_IDEA = 14
"""Lines of code that a reader takes in at once."""


@pytest.fixture(params=CHAPTERS, ids=lambda path: path.stem)
def code(request: pytest.FixtureRequest) -> list[tuple[str, bool]]:
    """Each cell's source, and whether readers see it at once."""
    cells = jupytext.read(request.param, fmt="md:myst").cells
    return [
        (cell.source, "hide-input" not in cell.metadata.get("tags", []))
        for cell in cells
        if cell.cell_type == "code"
    ]


def test_code_fits_the_page(code: list[tuple[str, bool]]) -> None:
    lines = [line for source, _ in code for line in source.splitlines()]
    assert [line for line in lines if len(line) > COLUMN] == []


def test_a_cell_that_is_shown_holds_one_idea(code: list[tuple[str, bool]]) -> None:
    shown = [source for source, visible in code if visible]
    assert [cell for cell in shown if len(cell.splitlines()) > ONE_IDEA] == []
