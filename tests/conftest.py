import os

import pytest
from hypothesis import settings


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="Write what comes out now into tests/golden. Read the difference before you keep it.",
    )


# The same examples in every run where a change is judged, new ones where somebody looks for trouble.
settings.register_profile("judge", derandomize=True)
if os.environ.get("CI"):
    settings.load_profile("judge")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """What a test measured and holds nothing up with."""
    for found in terminalreporter.getreports("passed"):
        for name, value in found.user_properties:
            if name == "Reading ease":
                terminalreporter.write_line(f"{name}: {value}")
