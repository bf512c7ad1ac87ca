"""The book's tables, beside a notebook."""

from pathlib import Path

import pytest

from tests.built import ROOT
from waluigi.data import lay_out


def test_tables_are_laid_out_and_a_readers_own_is_kept(tmp_path: Path) -> None:
    (tmp_path / "published.csv").write_text("mine")
    lay_out("claims.yml", "published.csv", folder=tmp_path)
    book = (ROOT / "chapters" / "claims.yml").read_bytes()
    assert (tmp_path / "claims.yml").read_bytes() == book
    assert (tmp_path / "published.csv").read_text() == "mine"


def test_an_unknown_table_is_refused(tmp_path: Path) -> None:
    with pytest.raises(
        ValueError, match=r"name of table is 'x\.csv'; allowed: bayes\.csv, claims\.yml, "
    ):
        lay_out("x.csv", folder=tmp_path)
