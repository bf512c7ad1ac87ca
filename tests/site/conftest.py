"""Small books for tests of the site."""

from pathlib import Path

import pytest

from tests.small import SmallBook


@pytest.fixture
def small_book(tmp_path: Path, site: Path) -> SmallBook:
    """A book of one chapter, not yet written."""
    return SmallBook.begin(tmp_path)
