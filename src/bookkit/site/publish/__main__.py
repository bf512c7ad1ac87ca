"""Lists what a built site offers among what has been published: run it before a version goes out.

``python -m bookkit.site.publish _build/html chapters/published-anchors.txt``
"""

import argparse
from pathlib import Path

from bookkit.site.publish.anchors import Published, of_site


def main() -> None:
    """Add what a built site offers to the list."""
    parser = argparse.ArgumentParser(description="List the addresses that a built site offers.")
    parser.add_argument("site", type=Path)
    parser.add_argument("list", type=Path)
    options = parser.parse_args()
    text = options.list.read_text(encoding="utf-8") if options.list.exists() else ""
    before = Published.parse(text)
    pages = options.site.glob("chapters/*.html")
    offered = of_site(options.site, (path.relative_to(options.site).as_posix() for path in pages))
    if lost := before.lost(offered):
        parser.error("the site has lost " + ", ".join(lost))
    after = before.with_new(offered)
    options.list.write_text(after.format(), encoding="utf-8")
    print(f"{len(after.kept - before.kept)} new, {len(after.kept)} in all")


if __name__ == "__main__":
    main()
