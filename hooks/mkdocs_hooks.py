"""MkDocs events in the order a build fires them. All thought happens in `handbook`."""

import gc
import logging
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from jinja2 import Environment
from mkdocs.commands.build import get_context
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort, MkDocsException, PluginError
from mkdocs.plugins import event_priority, get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import CountHandler, get_relative_url, is_error_template

from handbook.find.people import withdrawals
from handbook.model import ALL_PAGES, Handbook, PagePath, Problem, address_of
from handbook.shell import guard, project
from handbook.shell.publishing import Publishing
from handbook.shell.render import bounded
from handbook.show import kept, policy, site, whole_book
from handbook.show import page as show_page
from handbook.show.addresses import NO_ADDRESS, Repository, can_send
from handbook.show.cards import anchor
from handbook.show.foot import foot
from handbook.show.sanitised import sanitised

log = get_plugin_logger("handbook")
engine, _, _ = log.logger.name.partition(".")
publishing = Publishing()
logging.getLogger(f"{engine}.commands.build").addFilter(publishing.hear)


PRIVATE = "This would publish personal details. Nothing was published."


class WouldShare(Abort):
    """The build ends because of what must not be shared; its own number says so."""

    exit_code = code = 3


def on_startup(command: str, **_: object) -> None:
    publishing.serving = command == "serve"


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    root = Path(config.config_file_path).parent
    publishing.reports = f"{config.repo_url.rstrip('/')}/issues" if config.repo_url else ""
    # First of all, so that of builds that wait for one another the last one reads the newest words.
    config.site_dir = str(publishing.begin(root, Path(config.site_dir), log.info))
    project.fit()
    project.only_docs(root, Path(config.docs_dir))
    book = project.read(root, project.today())
    publishing.without_names = withdrawals(book).plainly
    private = any(problem.level == "private" for problem in book.problems)
    stops = [problem for problem in book.problems if problem.level == "stop"]
    wrong = [problem for problem in book.problems if problem.level != "note"]
    for problem in book.problems:
        say = log.info if problem.level == "note" else log.warning
        say(str(problem))
    if private:
        raise WouldShare(PRIVATE)
    if stops or (wrong and config.strict):
        raise PluginError(_refused(len(wrong)))
    # The book is many small objects that stay for all of the build: no need to look through them for rubbish.
    gc.freeze()
    config.extra["handbook"] = book
    branch = str(config.extra.get("branch", "main"))
    config.extra["repository"] = Repository(
        (config.repo_url or "").rstrip("/"), branch, config.site_url or "", _offers(config)
    )
    # Templates print these as they are.
    config.site_name = escape(config.site_name or "")
    config.site_description = escape(config.site_description or "")
    if config.repo_url:
        config.edit_uri = f"edit/{branch}/docs/"
    config.nav = site.navigation(book)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    book, repository = _book(config), config.extra["repository"]
    # What has come since we looked is left out as well: nobody knows what it is.
    known = {*book.pages, *book.assets}
    left_out = [file for file in files if file.src_dir == config.docs_dir and file.src_uri not in known]
    for file in left_out:
        files.remove(file)
    if left_out:
        # What the theme has under one of these names had given way to it.
        files.add_files_from_theme(config.theme.get_env(), config)
    shown = set(_paths(config.nav))
    for path, text in site.generated(book, repository).items():
        level = InclusionLevel.INCLUDED if path in shown else InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, path, content=text, inclusion=level))
    return files


def on_nav(nav: Navigation, **_: object) -> Navigation:
    # Where each page stands in its list and where a part begins: theme/partials/nav.html looks nothing up.
    lists = [nav.items]
    while lists:
        for place, item in enumerate(lists.pop()):
            first = item
            while first.children:
                first = first.children[0]
            vars(item).update(place=place, first=first)
            lists.append(item.children or [])
    return nav


def on_pre_page(page: Page, config: MkDocsConfig, **_: object) -> Page:
    book, repository = _book(config), config.extra["repository"]
    written = book.pages.get(PagePath(page.file.src_uri))
    # For the sitemap, which shows none of these days where git knows of none.
    page.update_date = site.last_changed(book, page.file.src_uri) or page.update_date
    if written is not None:

        def instead(why: str, error: BaseException) -> None:
            log.debug("Where it failed:", exc_info=error)
            problem = Problem(written.place(written.line), why)
            _say(problem)
            page.markdown = show_page.as_typed(book, written, problem, repository)

        page.render = bounded(page.render, instead)  # type: ignore[method-assign]
    return page


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    book = _book(config)
    written = book.pages.get(PagePath(page.file.src_uri))
    return show_page.document(book, written, config.extra["repository"]) if written else None


def on_page_content(html: str, page: Page, config: MkDocsConfig, **_: object) -> str:
    book = _book(config)
    written = book.pages.get(PagePath(page.file.src_uri))
    clean, problems = sanitised(html, f"docs/{page.file.src_uri}")
    if written is not None:
        problems += kept.lost(book, written, clean)
    for problem in problems:
        _say(problem)
    return clean


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    env.globals["all_pages"] = address_of(ALL_PAGES)
    env.globals["part_anchor"] = anchor
    config.extra["policy"] = _policies(env, config)
    return env


def on_template_context(
    context: dict[str, object], template_name: str, config: MkDocsConfig, **_: object
) -> dict[str, object]:
    if template_name == whole_book.WHOLE:
        rendered = {file.src_uri: file.page.content or "" for file in context["pages"] if file.page}  # type: ignore[attr-defined]
        words = (config.site_name or "", config.site_description or "", config.copyright or "")
        context["whole"] = whole_book.document(_book(config), rendered, *words)
    return context


def on_post_template(output: str, template_name: str, config: MkDocsConfig) -> str:
    if not template_name.endswith(".html"):
        return output
    alone = is_error_template(template_name)
    base_url = urlsplit(config.site_url or "/").path if alone else get_relative_url(".", template_name)
    return policy.added(output, config.extra["policy"](base_url))


def on_page_context(
    context: dict[str, object], page: Page, config: MkDocsConfig, **_: object
) -> dict[str, object]:
    book = _book(config)
    written = book.pages.get(PagePath(page.file.src_uri))
    if written is not None:
        page.content = (page.content or "") + foot(book, written, config.extra["repository"])
    return context


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    return policy.added(output, config.extra["policy"](get_relative_url(".", page.url)))


@event_priority(-100)
def on_post_build(config: MkDocsConfig) -> None:
    # Last of all, since search writes its index in this event, too. Strict builds are refused only after it.
    counts = [
        handler.get_counts()
        for handler in logging.getLogger(engine).handlers
        if isinstance(handler, CountHandler)
    ]
    late = publishing.late if config.strict else 0
    whole = not (config.strict and any(counts)) and not late
    if whole and not publishing.serving:
        leaked = guard.site(Path(config.config_file_path).parent, Path(config.site_dir), _book(config))
        for problem in leaked:
            log.error(str(problem))
        if leaked:
            raise WouldShare(PRIVATE)
    if place := publishing.finish(whole):
        config.site_dir = str(place)
        if whole:
            log.info("The site is in %s", place)
    if late and not any(counts):  # `--quiet` keeps warnings from MkDocs' own count
        raise PluginError(_refused(late))


def on_build_error(error: Exception, **_: object) -> None:
    publishing.leave()
    if isinstance(error, MkDocsException):
        if publishing.page:
            log.error("Page '%s':", publishing.page)
        return
    log.debug("Where it failed:", exc_info=error)
    log.error(publishing.fault(error))
    raise Abort(publishing.outcome())


def on_shutdown() -> None:
    publishing.leave()


def _say(problem: Problem) -> None:
    """Tell of a problem that only building a page could show."""
    publishing.late += 1
    log.warning(str(problem))


def _refused(count: int) -> str:
    found = "1 problem" if count == 1 else f"{count} problems"
    return f"{found} to put right before this can be published. Nothing was written."


def _policies(env: Environment, config: MkDocsConfig) -> Callable[[str], str]:
    """What pages may run, by their way to the root of the site, which a script of the theme names."""
    empty = Page("", File.generated(config, "empty.md", content=""), config)
    empty.content = ""

    @cache
    def tag(base_url: str) -> str:
        context = get_context(Navigation([], []), Files([]), config, base_url=base_url)
        page = env.get_template("main.html").render({**context, "page": empty})
        # `mkdocs serve` adds a script of its own to each page at each visit.
        return policy.tag(page, any_script=publishing.serving)

    return tag


def _offers(config: MkDocsConfig) -> str:
    """Where texts may be sent without an account, unless what is written there is no such address."""
    address = str(config.extra.get("offers") or "")
    if address and not can_send(address):
        log.warning("mkdocs.yml: 'offers' %s", NO_ADDRESS)
        return ""
    return address


def _book(config: MkDocsConfig) -> Handbook:
    book: Handbook = config.extra["handbook"]
    return book


def _paths(nav: object) -> list[str]:
    if isinstance(nav, str):
        return [nav]
    inner = nav.values() if isinstance(nav, dict) else nav if isinstance(nav, list) else []
    return [path for entry in inner for path in _paths(entry)]
