"""What holds for every page, tried with a few examples; `make fuzz` tries far more."""

from __future__ import annotations

import pytest
from fuzz.properties import PROPERTIES, Property
from hypothesis import HealthCheck, given, settings

FEW = settings(max_examples=100, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.mark.parametrize(
    "what", [what for what in PROPERTIES if not what.tested], ids=lambda what: f"{what.part}: {what.name}"
)
def test_every_page(what: Property) -> None:
    FEW(given(what.examples)(what.holds))()
