import os

import pytest
from hypothesis import settings


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
