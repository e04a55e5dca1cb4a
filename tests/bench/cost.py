"""What the handbook adds to the cost of a bare build, as ratios of processor time in one run.

    python tests/bench/cost.py [PAGES [ROUNDS]]

Builds the same generated pages (600 words and 8 links each, a label on every 20th) with Material alone and
with our hook, in turn, and prints the ratio for each pair and their median; then the processor
seconds of `handbook gaps` on five times as many pages. Says so where a limit is passed; nothing
fails, since machines differ.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
WORDS = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").replace("#", "").split()
PER_FOLDER = 50


def write_pages(folder: Path, count: int) -> None:
    """Pages of a reproducible book: 600 words, 8 links each, 5 headings."""
    chance = random.Random(1)
    plain = [word for word in WORDS if word.isalpha()]
    for number in range(count):
        part = folder / "docs" / f"part-{number // PER_FOLDER}"
        part.mkdir(parents=True, exist_ok=True)
        links = [chance.randrange(count) for _ in range(8)]
        lines = ["---", "status: draft", f"order: {number % PER_FOLDER}", "---", "", f"# Page {number}", ""]
        for paragraph in range(8):
            if paragraph % 2:
                lines += [f"## Heading {paragraph}", ""]
            words = chance.choices(plain, k=75)
            to = links[paragraph]
            words[40] = f"[page {to}](../part-{to // PER_FOLDER}/page-{to}.md)"
            words[20] += "."
            lines += [" ".join(words) + ".", ""]
        if number % 20 == 0:
            lines += [f"Section needed: more about page {number}.", ""]
        (part / f"page-{number}.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Book\n\nThe [first](part-0/page-0.md).\n", encoding="utf-8")


def configure(folder: Path) -> None:
    """`bare.yml` and `ours.yml`: the same but for our hook and theme; both prune the navigation."""
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    config = config.replace("navigation.indexes", "navigation.prune").replace("hooks/", f"{ROOT}/hooks/")
    (folder / "ours.yml").write_text(config, encoding="utf-8")
    ours_alone = ("hooks:", "watch:", "  custom_dir:", "extra_css:", "extra_javascript:")
    lines = config.splitlines(keepends=True)
    bare = "".join(line for line in lines if not line.startswith(ours_alone))
    (folder / "bare.yml").write_text(bare, encoding="utf-8")
    shutil.copy(folder / "ours.yml", folder / "mkdocs.yml")
    shutil.copytree(ROOT / "data", folder / "data")


def seconds(*arguments: str, folder: Path) -> float:
    """The processor time, of user and system, that a command takes."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "PYTHONPATH": str(ROOT / "hooks")}
    subprocess.run(
        [sys.executable, "-m", *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def verdict(found: float, most: float) -> str:
    return f"within {most}" if found <= most else f"OVER {most}"


def main() -> None:
    count, rounds = ([int(argument) for argument in sys.argv[1:]] + [1000, 5][len(sys.argv) - 1 :])[:2]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder, count)
        configure(folder)
        ratios = []
        for number in range(rounds):
            bare = seconds("mkdocs", "build", "-q", "-f", "bare.yml", "-d", "site-bare", folder=folder)
            ours = seconds("mkdocs", "build", "-q", "-f", "ours.yml", "-d", "site-ours", folder=folder)
            ratios.append(ours / bare)
            print(f"round {number + 1}: bare {bare:.2f} s, ours {ours:.2f} s, ratio {ours / bare:.3f}")
        median = statistics.median(ratios)
        print(f"{count} pages: median ratio {median:.3f} of {rounds} pairs; {verdict(median, 1.05)}")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder, 5 * count)
        configure(folder)
        spent = seconds("handbook", "gaps", "--format", "json", folder=folder)
        print(f"handbook gaps on {5 * count} pages: {spent:.2f} s of processor time; {verdict(spent, 4)}")


if __name__ == "__main__":
    main()
