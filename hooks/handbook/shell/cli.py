"""The command `handbook`: the same findings as the build, without building.

Exit codes: 0 done (gaps are no failures), 1 problems, 2 bad input or usage and nothing written, 3 refused
for privacy.
"""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import date
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from handbook.find import leaks
from handbook.find.gaps import title
from handbook.find.names import names
from handbook.find.people import NOT_NAMED, fingerprint, in_file_names, standing, withdrawals
from handbook.find.proposal.delta import Delta
from handbook.model import Handbook, Problem, name_key, printable, slug
from handbook.model.refused import Private, Refused
from handbook.read import contacts
from handbook.read.schemas import SCHEMAS
from handbook.shell import accept as accepting
from handbook.shell import acknowledge as acknowledging
from handbook.shell import begin as beginning
from handbook.shell import export as exported
from handbook.shell import fix as fixing
from handbook.shell import git, git_hooks, guard, project, states
from handbook.shell import rename as renaming
from handbook.shell import withdraw as withdrawing
from handbook.shell.practices import assess, unmentoring
from handbook.shell.terminal import Day, here, progress, refuse, say
from handbook.show import delta, delta_formats, formats
from handbook.show import export as show_export
from handbook.show.addresses import Repository, in_words
from handbook.show.phrases import number_of
from handbook.show.suggestions import suggestions
from handbook.show.trend import filled, headline


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("-C", "--directory", type=click.Path(path_type=Path), default=".", help="Work in this folder.")
@click.option("--today", type=Day(), help="The day to reckon from; else SOURCE_DATE_EPOCH, else the clock.")
@click.pass_context
def main(context: click.Context, directory: Path, today: date | None) -> None:
    """Look after a handbook: its pages, its gaps and its links."""
    context.obj = (directory, today)


def _read(context: click.Context) -> Handbook:
    root, today = here(context)
    book = project.read(root, today)
    # The command ends soon: nothing is won by looking through all of the book for rubbish then.
    gc.freeze()
    return book


@main.command()
@click.option("--external", is_flag=True, help="Ask whether addresses of other sites still answer.")
@click.option("--fix", is_flag=True, help="Mend what has exactly one mending, and show each.")
@click.option("--dry-run", is_flag=True, help="With --fix: say what would be mended, and write nothing.")
@click.pass_context
def check(context: click.Context, external: bool, fix: bool, dry_run: bool) -> None:
    """Name everything that is wrong, and what is worth a look."""
    if dry_run and not fix:
        raise click.UsageError("--dry-run goes with --fix only.")
    if fix:
        book, on_disk = _mended(context, dry_run)
    else:
        book = on_disk = _read(context)
    problems = sorted({*book.problems, *(_elsewhere(context, book) if external else ())})
    quiet = leaks.without(book.private)
    for problem in problems:
        say(quiet(str(problem)))
    wrong = [problem for problem in problems if problem.level != "note"]
    notes = len(problems) - len(wrong)
    found = f"{number_of(len(wrong), 'problem')}, {number_of(notes, 'note')}"
    left_out = sum(path.endswith(".md") for path in book.left_out)
    read = number_of(len(book.pages), "page") + " read" + (f", {left_out} left out" if left_out else "")
    click.echo(f"{read}: {found}. {formats.summary(book)}.")
    levels = {problem.level for problem in (*problems, *on_disk.problems)}
    context.exit(3 if "private" in levels else 1 if levels - {"note"} else 0)


def _mended(context: click.Context, dry_run: bool) -> tuple[Handbook, Handbook]:
    """The book after the mending and as it is on disk, with every change said."""
    root, today = here(context)
    try:
        made, lines = fixing.fix(root, today, dry_run)
    except Refused as refusal:
        refuse(context, refusal)
    quiet = leaks.without((*made.former.private, *made.book.private))
    for line in lines:
        say(quiet(line))
    return made.book, made.former if dry_run else made.book


def _elsewhere(context: click.Context, book: Handbook) -> list[Problem]:
    """What other sites answer, for each place that holds one of their addresses."""
    # Only this needs it, and it takes longer to load than all the rest.
    from handbook.shell import external

    root, today = here(context)
    held = external.places(book)
    with progress("Asking other sites") as told:
        answers = external.ask(
            held,
            skip=book.vocabulary.settings.skip_addresses,
            cache=root / ".cache" / "external.json",
            today=today,
            progress=told,
        )
    return external.problems(held, answers)


_FORMATS: dict[str, Callable[[Handbook, Repository, str, date | None], str]] = {
    "json": formats.as_json,
    "csv": lambda book, _, kind, day: formats.as_csv(book, kind),
    "markdown": lambda book, _, kind, day: formats.as_markdown(book, kind, day),
    "github": lambda book, _, kind, day: formats.as_github(book, kind),
    "line": lambda book, _, kind, day: f"{formats.summary(book, kind)}. {headline(book, day, slug(kind))}\n",
}


@main.command()
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", *_FORMATS]),
    default="table",
    show_default=True,
    help="For people, for programs, for a spreadsheet, for a pull request; `line` counts only.",
)
@click.option("--kind", default="", help="Only gaps of this kind, such as 'section needed'.")
@click.option("--since", "day", type=Day(), help="Say what was filled since this day.")
@click.option("--against", metavar="REF", help="What the last commit changes since this branch or commit.")
@click.pass_context
def gaps(context: click.Context, form: str, kind: str, day: date | None, against: str | None) -> None:
    """List what is missing and what would help."""
    if against is not None:
        context.exit(_against(context, against, form, kind or day))
    root, today = here(context)
    if day is not None and day > today:
        raise click.UsageError(f"--since: {day} has not come yet. Write today or an earlier day.")
    book = _read(context)
    _refuse_private(context, book)
    _refuse_unread_data(book)
    known = sorted({title(gap) for gap in book.gaps})
    past = {spell.kind for spell in book.history.spells}
    if kind and slug(kind) not in past | {gap.kind for gap in book.gaps}:
        raise click.UsageError(f"there are no gaps of the kind '{kind}'. There are: {', '.join(known)}.")
    if form != "table":
        click.echo(_FORMATS[form](book, _repository(root), kind, day), nl=False)
        return
    heads, rows = formats.table(book, kind)
    table = Table(*heads, show_lines=False)
    for row in rows:
        table.add_row(*(Text(printable(cell)) for cell in row))
    # In a pipe every gap has a line of its own, so that it can be searched.
    Console(soft_wrap=False, width=None if sys.stdout.isatty() else 500).print(table)
    if day is not None:
        for line in filled(book, day, slug(kind)):
            say(line)
    click.echo(f"{formats.summary(book, kind)}.\n{headline(book, day, slug(kind))}")


_DELTA: dict[str, Callable[[Delta, str], str]] = {
    "table": delta.as_text,
    "json": delta_formats.as_json,
    "markdown": delta.as_markdown,
    "github": delta_formats.as_github,
}


def _against(context: click.Context, ref: str, form: str, other: object) -> int:
    """Say what the last commit changes since `ref`; 1 where it brings a new problem."""
    if other:
        raise click.UsageError("--against says all that a change does: leave --kind and --since out.")
    if form not in _DELTA:
        raise click.UsageError(f"--against has no format '{form}'. There are: {', '.join(_DELTA)}.")
    root, today = here(context)
    try:
        found = states.against(root, ref, today)
    except states.NoState as missing:
        raise click.UsageError(f"--against: {missing}") from None
    with suppress(git.NoWayBack):
        if git.uncommitted(root):
            click.echo("docs/ has changes that are not committed. They are left out here.", err=True)
    said = _DELTA[form](found, ref)
    for gone in filter(None, map(withdrawals, (found.head, found.base))):
        said = gone.in_json(said) if form == "json" else gone.plainly(said)
    said = leaks.without((*found.head.private, *found.base.private))(said)
    click.echo(said, nl=False)
    levels = {problem.level for problem in found.new_problems}
    return 3 if "private" in levels else 1 if levels else 0


def _repository(root: Path) -> Repository:
    """The book's home, for addresses; an unreadable one is for `export` and the build to say."""
    try:
        return show_export.repository(exported.settings(root))
    except (exported.Refused, show_export.NoSettings):
        return Repository()


def _refuse_private(context: click.Context, book: Handbook) -> None:
    """Show nothing of a book in which there is what must not be shared, but where that is."""
    found = [problem for problem in book.problems if problem.level == "private"]
    for problem in found:
        say(str(problem), err=True)
    if found:
        context.exit(3)


def _refuse_unread_data(book: Handbook, what: str = "the gaps cannot be told") -> None:
    stops = [problem for problem in book.problems if problem.level == "stop"]
    for problem in stops:
        click.echo(str(problem), err=True)
    if stops:
        raise click.UsageError(f"{what} before this is put right.")


@main.command()
@click.option("--to", default="", help="Only for this page, by its title or file.")
@click.pass_context
def suggest(context: click.Context, to: str) -> None:
    """List places that name a page without a link, and what to write there."""
    book = _read(context)
    _refuse_private(context, book)
    _refuse_unread_data(book, "nothing can be suggested")
    known = names(book.pages, book.history)
    path = known.page(to.removeprefix("docs/")) if to else None
    if to and path is None:
        hint = f" Did you mean '{near}'?" if (near := known.nearest(to)) else ""
        raise click.UsageError(f"no page is called '{printable(to)}'.{hint}")
    say(suggestions(book, path).removesuffix("\n"))


@main.command()
@click.argument("name", metavar="TITLE", help="What the page is called.")
@click.option("--in", "folder", default=None, help="Folder in docs/; else the one that asks for the page.")
@click.pass_context
def new(context: click.Context, name: str, folder: str | None) -> None:
    """Write a page to fill in."""
    root, _ = here(context)
    try:
        guard.words(root, name, folder or "")
        book = _read(context)
        _refuse_private(context, book)
        file = beginning.begin(root, book, name, folder)
    except Private as refusal:
        refuse(context, refusal)
    except Refused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"{file} is ready. Open it, write what you know, and look at it with: make serve")


@main.command()
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path), help="A new folder.")
@click.pass_context
def export(context: click.Context, folder: Path) -> None:
    """Write the whole book as plain Markdown, for any engine."""
    root, _ = here(context)
    try:
        place = exported.place(root, folder)
        config = exported.settings(root)
        repository = show_export.repository(config)
        book = _read(context)
        _refuse_private(context, book)
        _refuse_unread_data(book, "the book cannot be exported")
        count = exported.write(root, place, show_export.texts(book, repository, config), book.left_out)
    except (exported.Refused, show_export.NoSettings) as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"{folder} holds the whole book: {number_of(count, 'file')}.")


@main.command()
@click.argument("gap_id", metavar="ID", help="A gap's id, as 'handbook gaps --format csv' lists it.")
@click.option("--reason", required=True, help="Why it may stay as it is for now.")
@click.option("--by", default="", help="Who decides so: a role or @name; else the owner of the page.")
@click.option("--until", type=Day(), help="The day up to which it may stay; else a year from today.")
@click.pass_context
def acknowledge(context: click.Context, gap_id: str, reason: str, by: str, until: date | None) -> None:
    """Say that a gap may stay for now, and why; it comes back by itself."""
    root, _ = here(context)
    book = _read(context)
    _refuse_private(context, book)
    _refuse_unread_data(book, "nothing can be acknowledged")
    try:
        guard.words(root, reason, by)
        gap, entry = acknowledging.acknowledge(root, book, gap_id, reason, by, until)
    except Private as refusal:
        refuse(context, refusal)
    except Refused as refusal:
        raise click.UsageError(str(refusal)) from None
    click.echo(f"data/acknowledged.yml now says of '{gap.id}':")
    say(f"    It asks for: {entry.words}\n    Why it may stay: {entry.reason}\n    By: {entry.by}")
    click.echo(f"It comes back after {in_words(entry.until)}, or as soon as its words change.")


@main.command()
@click.argument("name", metavar="NAME", help="A name as it stands in the book.")
@click.option("--shown-as", default="", help=f"What the site shows in its place; else '{NOT_NAMED}'.")
@click.pass_context
def withdraw(context: click.Context, name: str, shown_as: str) -> None:
    """Take somebody's name off the site, and say where it still stands in the files."""
    root, today = here(context)
    _refuse_unread_data(project.read(root, today), "no name can be withdrawn")
    try:
        guard.words(root, shown_as)
        entry = withdrawing.withdraw(root, name, shown_as, today)
    except Private as refusal:
        refuse(context, refusal)
    except Refused as refusal:
        raise click.UsageError(str(refusal)) from None
    book = project.read(root, today)
    places = sorted({*standing(book), *in_file_names(book)})
    click.echo(f"data/people.yml now holds the fingerprint. The site shows '{entry.shown_as or NOT_NAMED}'.")
    if name_key(name) in book.vocabulary.settings.common_words:
        click.echo(
            "This is an everyday word as well, and the site shows other words wherever it stands. "
            "If the name has a second word, take this entry out and withdraw the whole name."
        )
    if places:
        count = number_of(len(places), "place")
        click.echo(f"What was withdrawn still stands in {count}. Take it out there:")
    else:
        click.echo("No name that was withdrawn stands in docs/ or data/.")
    for place in places:
        click.echo(f"    {place}")


@main.command()
@click.argument("old", help="A page's file or title, or a heading: 'Fun#In practice'.")
@click.argument("new", help="A file, a folder ending in '/', or other words.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.pass_context
def rename(context: click.Context, old: str, new: str, dry_run: bool) -> None:
    """Move a page, or change its title or a heading, and every link with it."""
    root, today = here(context)

    def change() -> tuple[str, ...]:
        guard.words(root, new)
        return renaming.rename(root, today, old, new, dry_run)

    _told(context, change, dry_run)
    if not dry_run:
        click.echo("Done. Look at it with 'git add docs' and 'git diff --staged', then commit it.")


@main.command()
@click.argument("file", help="A file with the offer, or - for what is piped in.")
@click.option("--dry-run", is_flag=True, help="Say what would change, and write nothing.")
@click.pass_context
def accept(context: click.Context, file: str, dry_run: bool) -> None:
    """Put a text that somebody offers in the place of its gap."""
    root, today = here(context)
    _told(context, lambda: accepting.accept(root, today, file, dry_run), dry_run)


def _told(context: click.Context, change: Callable[[], tuple[str, ...]], dry_run: bool) -> None:
    """Change pages, and say what was done or why it cannot be."""
    try:
        lines = change()
    except Refused as refusal:
        refuse(context, refusal)
    for line in lines:
        say(line)
    if dry_run:
        click.echo("Nothing is written yet. Leave --dry-run out to do it.")


@main.group(name="guard", invoke_without_command=True)
@click.option("--staged", is_flag=True, help="Look at what the next commit would change.")
@click.option("--pushed", metavar="REMOTE", help="Look at what git would push, as it tells a hook.")
@click.pass_context
def guarding(context: click.Context, staged: bool, pushed: str | None) -> None:
    """Look for personal details: e-mail addresses, phone numbers and private names."""
    if context.invoked_subcommand is not None:
        return
    git_hooks.as_called()
    root, _ = here(context)
    try:
        if pushed is not None:
            found, what = guard.pushed(root, pushed, sys.stdin.read().splitlines()), "Nothing was pushed"
        elif staged:
            found, what = guard.staged(root), "Nothing was committed"
        else:
            found, what = guard.here(root), ""
    except git.NoGit as refusal:
        raise click.UsageError(f"{guard.NO_GIT[refusal.why]} Nothing was looked at.") from None
    private = any(problem.level == "private" for problem in found)
    if what:
        _tell_git(found, what, guard.AFTERWARDS["pushed" if pushed is not None else "staged"])
        context.exit(3 if private else 0)
    for problem in found:
        say(str(problem))
    if not found:
        click.echo("No personal details were found.")
    context.exit(3 if private else 1 if any(p.level != "note" for p in found) else 0)


def _tell_git(found: Sequence[Problem], what: str, afterwards: str) -> None:
    """Say on the terminal what the guard has found for a hook, and what to do where git is held back."""
    found = [problem for problem in found if problem.level != "note"]
    private = any(problem.level == "private" for problem in found)
    if private:
        say(f"{what}, because it would share personal details:", err=True)
    elif found:
        say("The guard cannot look for everybody on your private list:", err=True)
    for problem in found:
        say(f"  {problem}", err=True)
    if private:
        say(afterwards, err=True)


@guarding.command(name="install")
@click.pass_context
def guard_install(context: click.Context) -> None:
    """Have git look before every commit and every push."""
    root, _ = here(context)
    try:
        done, by_hand = git_hooks.install(root)
    except (git_hooks.NotShared, git.NoGit, OSError) as refusal:
        raise click.UsageError(_no_hooks(refusal)) from None
    for line in done:
        say(line)
    for line in by_hand:
        say(line, err=True)
    context.exit(1 if by_hand else 0)


@guarding.command(name="uninstall")
@click.pass_context
def guard_uninstall(context: click.Context) -> None:
    """Have git no longer look."""
    root, _ = here(context)
    try:
        for line in git_hooks.uninstall(root) or ["There was nothing to take away."]:
            say(line)
    except (git_hooks.NotShared, git.NoGit, OSError) as refusal:
        raise click.UsageError(_no_hooks(refusal)) from None


def _no_hooks(refusal: Exception) -> str:
    if isinstance(refusal, git.NoGit):
        return guard.NO_GIT[refusal.why]
    if isinstance(refusal, OSError):
        return f"the hooks of git cannot be written: {refusal.strerror}. Nothing else is changed."
    return str(refusal)


@guarding.command(name="fingerprint")
@click.argument("address", metavar="ADDRESS")
def guard_fingerprint(address: str) -> None:
    """Tell what stands for an e-mail address or phone number in data/allowed.yml."""
    value = contacts.normal(address)
    if not value:
        raise click.UsageError(
            "this is no e-mail address or phone number. Write it as it stands on the page."
        )
    click.echo(fingerprint(value))


@main.command()
@click.option("--check", "only_check", is_flag=True, help="Write nothing; fail where a file is out of date.")
@click.pass_context
def schemas(context: click.Context, only_check: bool) -> None:
    """Write the JSON Schemas that editors complete settings and data with."""
    root, _ = here(context)
    stale = []
    for name, make in SCHEMAS.items():
        path, text = root / "data" / "schemas" / name, make()
        if not path.is_file() or path.read_text(encoding="utf-8") != text:
            stale.append(f"data/schemas/{name}")
            if not only_check:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text, encoding="utf-8")
    if stale:
        click.echo(f"{'Out of date' if only_check else 'Written'}: {', '.join(stale)}")
    context.exit(1 if stale and only_check else 0)


main.add_command(assess)
main.add_command(unmentoring)

if __name__ == "__main__":
    main()
