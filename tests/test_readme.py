"""What the front page of the source points to is there."""

import re

import pytest

from tests.built import ROOT


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links_lead_somewhere(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    local = [target for target in re.findall(r"\]\(([^)#]+)", text) if ":" not in target]
    assert [target for target in local if not (ROOT / target).is_file()] == []


def test_commands_exist() -> None:
    """Each ``make`` command that the two name is a target."""
    targets = re.findall(
        r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    for name in ("README.md", "CONTRIBUTING.md"):
        named = re.findall(r"(?:`|^ {4})make ([a-z]+)", (ROOT / name).read_text(), re.MULTILINE)
        assert named
        assert set(named) <= set(targets)
