import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from chromium import CHROMIUM, NO_CHROMIUM, QUIET, REQUIRED
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright
from served import once, our_book, served


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="Write what comes out now into tests/golden. Read the difference before you keep it.",
    )


# Nobody's own private lists have a part in a test.
os.environ["HANDBOOK_PRIVATE"] = os.path.join(os.path.dirname(__file__), "nothing-private")

# The same examples in every run where a change is judged, new ones where somebody looks for trouble.
settings.register_profile("judge", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("judge")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a test measured and holds nothing up with; and by name what could not be looked at here."""
    left_out = [
        found for found in terminalreporter.getreports("skipped") if NO_CHROMIUM in str(found.longrepr)
    ]
    if left_out:
        terminalreporter.section(f"{len(left_out)} tests left out: {NO_CHROMIUM}", yellow=True)
        for found in sorted(left_out, key=lambda found: str(found.nodeid)):
            terminalreporter.write_line(found.nodeid)
    for found in terminalreporter.getreports("passed"):
        for name, value in found.user_properties:
            if name in ("Reading ease", "Words lost"):
                terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium, started once for each file of tests."""
    if CHROMIUM is None:
        (pytest.fail if REQUIRED else pytest.skip)(NO_CHROMIUM)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def our_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of our own book, with its site in `www/handbook`. Tests look at it and change nothing."""
    base = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        base = base.parent  # of all processes of this run
    return once(base / "our-site", our_book)


@pytest.fixture(scope="module")
def address(our_site: Path) -> Iterator[str]:
    """Where our own book is served, under a path of its own; it ends in `/handbook/`."""
    with served(our_site / "www") as address:
        yield f"{address}/handbook/"


@pytest.fixture(scope="module")
def quick_address(our_site: Path) -> Iterator[str]:
    """The same with an empty search, for tests that look for nothing: their pages are there sooner."""
    with served(our_site / "www", search=False) as address:
        yield f"{address}/handbook/"
