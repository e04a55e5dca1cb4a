"""The order of the package and where it may reach outside are part of its design."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

HOOKS = Path(__file__).parent.parent / "hooks"
PACKAGE = HOOKS / "handbook"
LAYERS = ("model", "read", "find", "show", "practices", "shell")
OUTSIDE = {
    "os",
    "pathlib",
    "sys",
    "subprocess",
    "git",
    "logging",
    "time",
    "shutil",
    "socket",
    "click",
    "rich",
}
ENGINES = {"mkdocs", "material", "jinja2", "markdown"}
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if path.name != "__main__.py")


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: a relative import"
            found |= {f"{node.module}.{name.name}" for name in node.names} | {node.module or ""}
    return found


def layer(name: str) -> int:
    """The place of a module of ours in the order, by its dotted name without `handbook.`."""
    return LAYERS.index(name.split(".")[0])


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_a_module_imports_only_from_before_it(path: Path) -> None:
    name = path.relative_to(PACKAGE).with_suffix("").as_posix().replace("/", ".")
    if name == "__init__":
        assert not imports(path) - {"__future__", "__future__.annotations"}
        return
    for imported in imports(path):
        top, _, rest = imported.partition(".")
        if top == "handbook" and rest:
            assert layer(rest) <= layer(name), f"{name} imports {imported}"
        if layer(name) < layer("shell"):
            assert top not in OUTSIDE, f"{name} imports {imported}: only shell may"
        assert top not in ENGINES, f"{name} imports {imported}: only mkdocs_hooks may"


def test_practices_know_nothing_of_each_other() -> None:
    """What two of them share is a module of its own, outside both."""
    names = {path.name for path in (PACKAGE / "practices").iterdir() if (path / "__init__.py").is_file()}
    assert names == {"assessment", "unmentoring"}
    for path in MODULES:
        own = names & {*path.relative_to(PACKAGE).parts[1:-1]}
        for imported in imports(path) if own else ():
            of = names & {*imported.split(".")[2:]} if imported.startswith("handbook.") else set()
            assert of <= own, f"{path}: imports {imported}"


def test_what_imports_a_module_is_not_imported_by_it() -> None:
    names = {_dotted(path): path for path in MODULES}
    after = {name: {*imports(path)} & names.keys() - {name} for name, path in names.items()}
    while free := [name for name, others in after.items() if not others & after.keys()]:
        for name in free:
            del after[name]
    assert not after, f"these import each other: {sorted(after)}"


def _dotted(path: Path) -> str:
    """A module by the name that others import it by."""
    return ".".join(path.relative_to(HOOKS).with_suffix("").parts).removesuffix(".__init__")


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(PACKAGE)))
def test_only_shell_looks_at_clock_and_disk(path: Path) -> None:
    if "shell" in path.relative_to(PACKAGE).parts:
        return
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            called = node.func
            name = called.attr if isinstance(called, ast.Attribute) else getattr(called, "id", "")
            assert name not in {"open", "now", "read_text", "write_text", "print", "input"}, name
            if name == "today":
                raise AssertionError("today is an argument")


def test_only_the_git_module_knows_git() -> None:
    users = [path for path in MODULES if any(i.split(".")[0] == "git" for i in imports(path))]
    assert users == [PACKAGE / "shell" / "git.py"]


def test_hooks_holds_the_hook_file_and_the_package() -> None:
    names = {path.name for path in HOOKS.iterdir()} - {"__pycache__"}
    assert names == {"mkdocs_hooks.py", "handbook"}


def test_only_events_begin_with_on() -> None:
    tree = ast.parse((HOOKS / "mkdocs_hooks.py").read_text(encoding="utf-8"))
    functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
    order = """
        on_startup on_config on_files on_nav on_pre_page on_page_read_source on_page_content on_env
        on_template_context on_post_template on_page_context on_post_page on_post_build on_build_error
        on_shutdown
    """.split()
    assert [name for name in functions if name.startswith("on_")] == order
