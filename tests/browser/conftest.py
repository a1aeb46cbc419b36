"""Is there a browser? The system's Chromium, driven headless, with an eye on all that it does."""

import shutil
from dataclasses import dataclass, field

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium():
    """A browser; skips where there is none (`apt-get install chromium`)."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    api = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    if path is None:
        pytest.skip(f"no browser is installed: none of {', '.join(NAMES)}")
    with api.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


@dataclass
class Watched:
    """A page, and what it did that a report never does."""

    page: object
    deeds: list = field(default_factory=list)

    def open(self, path, anchor=""):
        """Open a file, and wait until its script has run."""
        self.page.goto(path.as_uri() + anchor)
        self.page.wait_for_selector("html[data-ready]", state="attached")
        return self.page


@pytest.fixture
def watched(chromium):
    """Make watched pages of a width and a colour scheme; at the end, none may have done anything."""
    made = []

    def make(width=1280, scheme="light"):
        context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        one = Watched(context.new_page())
        one.page.on("console", lambda message: one.deeds.append(("console", message.text)))
        one.page.on("pageerror", lambda error: one.deeds.append(("error", str(error))))
        one.page.on("dialog", lambda dialog: (one.deeds.append(("dialog", dialog.message)), dialog.dismiss()))
        one.page.on("request", lambda request: one.deeds.append(("request", request.url)) if not request.is_navigation_request() else None)
        one.page.on("popup", lambda popup: one.deeds.append(("popup", popup.url)))
        made.append((context, one))
        return one

    yield make
    for context, one in made:
        deeds, one.deeds = one.deeds, []
        context.close()
        assert deeds == []
