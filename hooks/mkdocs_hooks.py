"""MkDocs events in the order a build fires them. All thought happens in `handbook`."""

import gc
from pathlib import Path

from jinja2 import Environment
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.plugins import get_plugin_logger
from mkdocs.structure.files import File, Files, InclusionLevel
from mkdocs.structure.pages import Page

from handbook.model import Handbook, PagePath
from handbook.shell import project
from handbook.show import page as show_page
from handbook.show import site
from handbook.show.addresses import NO_ADDRESS, Repository, can_send
from handbook.show.foot import foot

log = get_plugin_logger("handbook")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    root = Path(config.config_file_path).parent
    book = project.read(root, project.today())
    stops = [problem for problem in book.problems if problem.level == "stop"]
    wrong = [problem for problem in book.problems if problem.level != "note"]
    for problem in book.problems:
        say = log.info if problem.level == "note" else log.warning
        say(str(problem))
    if stops or (wrong and config.strict):
        found = "1 problem" if len(wrong) == 1 else f"{len(wrong)} problems"
        raise PluginError(f"{found} to put right before this can be published. Nothing was written.")
    # The book is many small objects that stay for all of the build: no need to look through them for rubbish.
    gc.freeze()
    config.extra["handbook"] = book
    branch = str(config.extra.get("branch", "main"))
    config.extra["repository"] = Repository(
        (config.repo_url or "").rstrip("/"), branch, config.site_url or "", _offers(config)
    )
    if config.repo_url:
        config.edit_uri = f"edit/{branch}/docs/"
    config.nav = site.navigation(book)
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    book, repository = _book(config), config.extra["repository"]
    for file in list(files):
        if file.src_uri in book.left_out:
            files.remove(file)
    shown = set(_paths(config.nav))
    for path, text in site.generated(book, repository).items():
        level = InclusionLevel.INCLUDED if path in shown else InclusionLevel.NOT_IN_NAV
        files.append(File.generated(config, path, content=text, inclusion=level))
    return files


def on_page_read_source(page: Page, config: MkDocsConfig) -> str | None:
    book = _book(config)
    written = book.pages.get(PagePath(page.file.src_uri))
    return show_page.document(book, written, config.extra["repository"]) if written else None


def on_env(env: Environment, config: MkDocsConfig, files: Files) -> Environment:
    # What the navigation remembers of a build; see theme/partials/nav-item.html.
    env.globals["remembered"] = {}
    return env


def on_page_context(
    context: dict[str, object], page: Page, config: MkDocsConfig, **_: object
) -> dict[str, object]:
    book = _book(config)
    written = book.pages.get(PagePath(page.file.src_uri))
    if written is not None:
        page.content = (page.content or "") + foot(book, written, config.extra["repository"])
    return context


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
