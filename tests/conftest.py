import os
from collections.abc import Iterator

import pytest
from chromium import CHROMIUM, QUIET
from hypothesis import settings
from playwright.sync_api import Browser, sync_playwright


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
    """What a test measured and holds nothing up with."""
    for found in terminalreporter.getreports("passed"):
        for name, value in found.user_properties:
            if name in ("Reading ease", "Words lost"):
                terminalreporter.write_line(f"{name}: {value}")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield browser
        browser.close()
