"""What the page template needs beyond Sphinx's own context."""

from typing import Any

from sphinx.application import Sphinx


def complete(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: object
) -> None:
    """Called by Sphinx before a page is written."""
    body = context.get("body", "")
    context["has_math"] = 'class="math' in body
    context["has_explorer"] = 'class="explorer"' in body
