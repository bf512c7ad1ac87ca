"""The browser of tests, timings and pictures."""

import shutil
from pathlib import Path
from typing import Any

from playwright.sync_api import Playwright

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def installed_browser(playwright: Playwright) -> dict[str, Any]:
    """How to launch the installed Chromium or Chrome, or else the one that Playwright has brought."""
    installed = next(filter(None, map(shutil.which, BROWSERS)), None)
    if installed is None and not Path(playwright.chromium.executable_path).exists():
        raise FileNotFoundError("No Chromium or Chrome was found: `make browser` installs one.")
    return {"executable_path": installed, "args": FLAGS.split()}
