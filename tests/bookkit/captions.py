"""What tests of figures, tables and explorers ask of a caption."""

from lxml.html import HtmlElement


def unmarked(caption: HtmlElement, anchor: str) -> str:
    """The caption's text, once its link and its button are found sound and taken out."""
    link, button = caption[-2:]
    assert (link.tag, link.get("class"), link.get("href")) == ("a", "headerlink", f"#{anchor}")
    assert (button.tag, button.get("class"), button.get("type")) == (
        "button",
        "headerlink cite",
        "button",
    )
    # Where no style sheet asks for them, as in a notebook, they are not to be seen.
    assert "hidden" in link.attrib
    assert "hidden" in button.attrib
    assert button.text is None
    caption.remove(link)
    caption.remove(button)
    return str(caption.text_content())
