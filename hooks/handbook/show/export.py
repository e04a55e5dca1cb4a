"""The whole book as plain Markdown with its settings, for any engine that speaks Python-Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import yaml

from handbook.model import Block, Handbook, Page, address_of
from handbook.show import page as show_page
from handbook.show import site
from handbook.show.addresses import NO_ADDRESS, Repository, can_send
from handbook.show.foot import foot
from handbook.show.portable import portable

LEFT_OUT: Mapping[str, str] = {
    "hooks": "what the hook adds is in the pages already",
    "watch": "there is nothing beside docs/ to watch",
    "docs_dir": "the pages are in docs/",
    "site_dir": "it named a place in another folder",
    "theme: custom_dir": "its templates are made for one engine",
}
"""Settings that cannot work elsewhere, and why."""

HEAD = "Written by `handbook export`. Change the handbook it was made from and export again."
NEEDED = "md_in_html"
"""The one extension that exported pages need and the project's own do not; see `portable`."""


class NoSettings(Exception):
    """`mkdocs.yml` cannot be taken along; the message says why and what to do."""


def texts(book: Handbook, repository: Repository, config: str) -> dict[str, str]:
    """Every text file of the export by its path.

    Raises NoSettings where `mkdocs.yml` cannot be read.
    """
    files = {"mkdocs.yml": _settings(book, config, repository)}
    generated = site.generated(book, repository)
    sources = {address_of(path): str(path) for path in [*generated, *book.pages]}
    for page in book.pages.values():
        files[page.file] = _page(book, page, repository, sources)
    for path, text in generated.items():
        files[f"docs/{path}"] = portable(text, path, sources) if path.endswith(".md") else text
    return files


# Pages


def _page(book: Handbook, page: Page, repository: Repository, sources: Mapping[str, str]) -> str:
    parts = [portable(show_page.document(book, page, repository), page.path, sources).rstrip("\n")]
    around = portable(foot(book, page, repository), page.path, sources)
    if around and _has_notes(book, page):
        # Without this mark an engine puts the notes after everything else, the foot as well.
        parts.append("///Footnotes Go Here///")
    parts += [around] if around else []
    return "\n\n".join(parts) + "\n"


def _has_notes(book: Handbook, page: Page) -> bool:
    return any(cite.key in book.vocabulary.sources for cite in page.citations) or any(
        block.kind == "footnote" for block in _blocks(page.outline)
    )


def _blocks(block: Block) -> Iterator[Block]:
    for child in block.children:
        yield child
        yield from _blocks(child)


# Settings


_TEXT = "tag:yaml.org,2002:str"


def repository(config: str) -> Repository:
    """The book's home on GitHub as `mkdocs.yml` names it.

    Raises NoSettings where that cannot be read.
    """
    tree = _tree(config)
    extra = _get(tree, "extra")
    branch = _get(extra, "branch") if isinstance(extra, yaml.MappingNode) else None
    return Repository(
        _words(_get(tree, "repo_url"), "repo_url").rstrip("/"),
        _words(branch, "branch") or "main",
        _site(_get(tree, "site_url")),
        _offers(extra),
    )


def _offers(extra: yaml.Node | None) -> str:
    """Where texts may be sent without an account."""
    node = _get(extra, "offers") if isinstance(extra, yaml.MappingNode) else None
    address = _words(node, "offers")
    if node is not None and address and not can_send(address):
        raise NoSettings(f"mkdocs.yml:{node.start_mark.line + 1}: 'offers' {NO_ADDRESS}")
    return address


def _site(node: yaml.Node | None) -> str:
    """Where the book is published, with a slash at its end; one that only an engine can tell is unknown."""
    address = str(node.value) if isinstance(node, yaml.ScalarNode) and node.tag == _TEXT else ""
    return f"{address.rstrip('/')}/" if address.startswith(("https://", "http://")) else ""


def _words(node: yaml.Node | None, key: str) -> str:
    if node is None or node.tag == "tag:yaml.org,2002:null":
        return ""
    if not isinstance(node, yaml.ScalarNode) or not node.tag.startswith("tag:yaml.org,2002:"):
        raise NoSettings(
            f"mkdocs.yml:{node.start_mark.line + 1}: the export needs '{key}' as plain words. Write it out."
        )
    return str(node.value)


def _settings(book: Handbook, config: str, repository: Repository) -> str:
    """`mkdocs.yml` for other engines. Tags such as `!ENV` are kept: nothing is made of them here."""
    tree = _tree(config)
    if _get(tree, "INHERIT") is not None:
        raise NoSettings("mkdocs.yml: 'INHERIT' names a second file. Put both into one, then export.")
    gone = [key for key in LEFT_OUT if _take(tree, key)]
    _set(tree, "nav", site.navigation(book))
    if repository.address:
        _set(tree, "edit_uri", f"edit/{repository.branch}/docs/")
    _add_extension(tree)
    head = [HEAD, *(f"Left out: `{key}`, because {LEFT_OUT[key]}." for key in gone)]
    comments = "".join(f"# {line}\n" for line in head)
    return comments + str(yaml.serialize(tree, allow_unicode=True, width=110))


def _tree(config: str) -> yaml.MappingNode:
    try:
        tree = yaml.compose(config, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise NoSettings(
            f"mkdocs.yml:{line}: this cannot be read ({error.problem}). Mend it first."
        ) from None
    except (yaml.YAMLError, RecursionError):
        raise NoSettings("mkdocs.yml: this cannot be read as YAML. Mend it first.") from None
    if not isinstance(tree, yaml.MappingNode):
        raise NoSettings("mkdocs.yml: every setting has the form 'key: value'. Mend it first.")
    return tree


def _get(tree: yaml.MappingNode, key: str) -> yaml.Node | None:
    return next((value for name, value in tree.value if name.value == key), None)


def _take(tree: yaml.MappingNode, path: str) -> bool:
    """Take a setting out, `theme: custom_dir` from inside another; whether it was there."""
    outer, _, key = path.rpartition(": ")
    inside = _get(tree, outer) if outer else tree
    if not isinstance(inside, yaml.MappingNode) or _get(inside, key) is None:
        return False
    inside.value = [(name, value) for name, value in inside.value if name.value != key]
    return True


def _set(tree: yaml.MappingNode, key: str, value: Any) -> None:
    _take(tree, key)
    tree.value.append((_node(key), _node(value)))


def _add_extension(tree: yaml.MappingNode) -> None:
    extensions = _get(tree, "markdown_extensions")
    if isinstance(extensions, yaml.MappingNode):
        if _get(extensions, NEEDED) is None:
            extensions.value.append((_node(NEEDED), _node({})))
    elif isinstance(extensions, yaml.SequenceNode):
        if all(item.value != NEEDED for item in extensions.value):
            extensions.value.append(_node(NEEDED))
    else:
        _set(tree, "markdown_extensions", [NEEDED])


def _node(value: Any) -> yaml.Node:
    node = yaml.compose(yaml.safe_dump(value, allow_unicode=True, sort_keys=False))
    assert node is not None
    return node
