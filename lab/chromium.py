"""Chromium, driven by Playwright."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
SHELL = "chromium-headless-shell"  # draws the same, without what a window needs: a fifth less work
FLAGS = (
    "--no-sandbox",  # containers run as root
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def installed(*first: str) -> str | None:
    """The path of an installed Chromium or Chrome, of these names if it is there, or None."""
    return next(filter(None, map(shutil.which, (*first, *NAMES))), None)


@contextmanager
def running(*first: str) -> Iterator[Browser]:
    """A browser without a window, of these names if it is there."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=installed(*first), args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()
