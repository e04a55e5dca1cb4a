"""What the handbook adds to the cost of a bare build, as ratios of processor time in one run.

    python tests/bench/cost.py [PAGES [ROUNDS]]

Builds the same generated pages (600 words and 8 links each, a label on every 20th) with Material alone
and with our hook, in turn, and prints the ratio for each pair and their median: without a glossary, and
with 200 terms of which every page uses 12. Then what five times as many pages cost and how large they
are, what ten times as many terms cost where they are looked for, and the processor seconds of
`handbook gaps`. Says so where a limit is passed; nothing fails, since machines differ.
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
import time
from datetime import date
from pathlib import Path

from handbook.find import matches
from handbook.model import PagePath, Term
from handbook.shell import project

ROOT = Path(__file__).parent.parent.parent
WORDS = (ROOT / "docs" / "index.md").read_text(encoding="utf-8").replace("#", "").split()
PER_FOLDER = 50


def term(number: int) -> str:
    """A word that is no other: `Bacopa` and the like."""
    syllables = []
    for _ in range(4):
        number, rest = divmod(number, 70)
        syllables.append("bcdfglmnprstvz"[rest % 14] + "aeiou"[rest // 14])
    return "".join(syllables) + "x"


def write_pages(folder: Path, count: int, terms: int = 0) -> None:
    """Pages of a reproducible book: 600 words, 8 links and 12 terms each, if there are any, 5 headings."""
    chance = random.Random(1)
    plain = [word for word in WORDS if word.isalpha()]
    glossary = folder / "docs" / "glossary"
    glossary.mkdir(parents=True, exist_ok=True)
    for number in range(terms):
        text = f"# {term(number).capitalize()}\n\nWhat people mean by word {number}. [Book](../index.md).\n"
        (glossary / f"{term(number)}.md").write_text(text, encoding="utf-8")
    for number in range(count):
        part = folder / "docs" / f"part-{number // PER_FOLDER}"
        part.mkdir(parents=True, exist_ok=True)
        links = [chance.randrange(count) for _ in range(8)]
        used = chance.sample(range(terms), 12) if terms else []
        lines = ["---", "status: draft", f"order: {number % PER_FOLDER}", "---", "", f"# Page {number}", ""]
        for paragraph in range(8):
            if paragraph % 2:
                lines += [f"## Heading {paragraph}", ""]
            words = chance.choices(plain, k=75)
            to = links[paragraph]
            words[40] = f"[page {to}](../part-{to // PER_FOLDER}/page-{to}.md)"
            words[20] += "."
            for place, which in enumerate(used[paragraph * 3 // 2 : (paragraph + 1) * 3 // 2]):
                words[50 + 10 * place] = term(which)
            lines += [" ".join(words) + ".", ""]
        if number % 20 == 0:
            lines += [f"Section needed: more about page {number}.", ""]
        (part / f"page-{number}.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "docs" / "index.md").write_text("# Book\n\nThe [first](part-0/page-0.md).\n", encoding="utf-8")


def configure(folder: Path) -> None:
    """`bare.yml` and `ours.yml`: the same but for our hook and theme; the bare one prunes its navigation."""
    config = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").replace("hooks/", f"{ROOT}/hooks/")
    (folder / "ours.yml").write_text(config, encoding="utf-8")
    ours_alone = ("hooks:", "watch:", "  custom_dir:", "extra_css:", "extra_javascript:")
    lines = config.splitlines(keepends=True)
    bare = "".join(line for line in lines if not line.startswith(ours_alone))
    bare = bare.replace("navigation.indexes", "navigation.prune")
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


def compare(count: int, rounds: int, terms: int, limit: float) -> None:
    """Print the ratio of our build to the bare one."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder, count, terms)
        configure(folder)
        ratios = []
        for number in range(rounds):
            bare = seconds("mkdocs", "build", "-q", "-f", "bare.yml", "-d", "site-bare", folder=folder)
            ours = seconds("mkdocs", "build", "-q", "-f", "ours.yml", "-d", "site-ours", folder=folder)
            ratios.append(ours / bare)
            print(f"round {number + 1}: bare {bare:.2f} s, ours {ours:.2f} s, ratio {ours / bare:.3f}")
        median = statistics.median(ratios)
        print(
            f"{count} pages, {terms} terms: median {median:.3f} of {rounds} pairs; {verdict(median, limit)}"
        )


def growth(count: int, terms: int) -> None:
    """Print what a build of five times as many pages costs, with us and without, and how large it is."""
    costs: dict[str, list[float]] = {"bare": [], "ours": []}
    sizes, whole = [], 0
    for pages in (count, 5 * count):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            write_pages(folder, pages, terms)
            configure(folder)
            for kind, spent in costs.items():
                build = ("mkdocs", "build", "-q", "-f", f"{kind}.yml", "-d", f"site-{kind}")
                spent.append(seconds(*build, folder=folder))
            site = folder / "site-ours"
            sizes.append(
                statistics.mean(page.stat().st_size for page in site.glob("part-*/page-*/index.html"))
            )
            whole = sum(file.stat().st_size for file in site.rglob("*") if file.is_file())
    bare, ours = (spent[1] / spent[0] for spent in costs.values())
    print(f"{5 * count} pages for {count}: ours {ours:.2f}, bare {bare:.2f}; {verdict(ours, 5.2)}")
    larger, each = sizes[1] / sizes[0], whole / 5 / count / 1e6
    print(f"a page of it: {larger:.2f} times as large; {verdict(larger, 1.1)}")
    print(f"all of it: {whole / 1e6:.0f} MB; {verdict(each, 0.1)} MB a page")


def more_terms(count: int) -> None:
    """Print what looking for 2,000 terms costs compared with 200, on the same pages."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder, count, 200)
        configure(folder)
        book = project.read(folder, date(2026, 1, 1))
        few = dict(book.terms)
        many = few | {
            PagePath(f"glossary/{term(n)}.md"): Term(PagePath(f"glossary/{term(n)}.md"), term(n), (term(n),))
            for n in range(200, 2000)
        }
        ratios = []
        for _ in range(5):
            costs = []
            for terms in (few, many):
                begin = time.process_time()
                matches.uses(book.pages, terms, book.links, ())
                costs.append(time.process_time() - begin)
            ratios.append(costs[1] / costs[0])
        median = statistics.median(ratios)
        print(f"2,000 terms for 200 on {count} pages: median {median:.2f} of 5; {verdict(median, 1.5)}")


def main() -> None:
    count, rounds = ([int(argument) for argument in sys.argv[1:]] + [1000, 5][len(sys.argv) - 1 :])[:2]
    compare(count, rounds, terms=0, limit=1.05)
    compare(count, rounds, terms=200, limit=1.25)
    growth(count, terms=200)
    more_terms(count)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        write_pages(folder, 5 * count)
        configure(folder)
        spent = seconds("handbook", "gaps", "--format", "json", folder=folder)
        print(f"handbook gaps on {5 * count} pages: {spent:.2f} s of processor time; {verdict(spent, 4)}")


if __name__ == "__main__":
    main()
