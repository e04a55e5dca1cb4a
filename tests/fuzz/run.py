"""Try every property with many examples, then make up pages for a minute, and say what was tried.

    python tests/fuzz/run.py [--examples 10000] [--seconds 60] [WORD …]

With words, only the properties with one of them in their names. Ends with 1 where something was found;
what it was stands above, as small as it could be made.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
import traceback
from pathlib import Path

HERE = Path(__file__).parent
sys.path[:0] = [str(HERE.parent), str(HERE.parents[1] / "hooks")]

from fuzz.properties import PROPERTIES, Property  # noqa: E402
from hypothesis import HealthCheck, given, settings  # noqa: E402


def tried(what: Property, examples: int) -> tuple[int, bool]:
    """How many examples were tried, and whether all were well."""
    number = 0

    def counted(example: object) -> None:
        nonlocal number
        number += 1
        what.holds(example)

    many = settings(
        max_examples=examples, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    try:
        many(given(what.examples)(counted))()
    except Exception:
        traceback.print_exc()
        return number, False
    return number, True


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("words", nargs="*")
    asked = parser.parse_args()
    chosen = [what for what in PROPERTIES if not asked.words or any(w in what.name for w in asked.words)]
    lines, well = [], True
    for what in chosen:
        began = time.monotonic()
        number, fine = tried(what, asked.examples)
        words = what.name.replace("_", " ")
        lines.append(
            f"{what.part}: {words}: {number:,} examples in {time.monotonic() - began:.0f} s, "
            f"{'nothing found' if fine else 'FAILED'}"
        )
        print(lines[-1], flush=True)
        well &= fine
    if asked.seconds:
        made_up = subprocess.run(
            [sys.executable, str(HERE / "made_up.py"), f"-max_total_time={asked.seconds}"], check=False
        )
        lines.append(
            f"made up for {asked.seconds} s: {'nothing found' if not made_up.returncode else 'FAILED'}"
        )
        well &= not made_up.returncode
    print("\nTried:", *lines, sep="\n  ")
    return not well


if __name__ == "__main__":
    sys.exit(main())
