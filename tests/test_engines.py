"""What an engine does with our hook beside building what lies there: files that come and go meanwhile."""

import os
from pathlib import Path

import pytest
from builders import SETTINGS, Builder
from folders import put

ROOT = Path(__file__).parents[1]
PLAIN = {
    "mkdocs.yml": SETTINGS,
    "docs/index.md": "# Start here\n\nWelcome.\n\n![Tree](tree.png)\n",
    "docs/tree.png": "PNG",
    "docs/care.md": "# Care\n\nWords that were read.\n",
    **{f"data/{name}": (ROOT / "data" / name).read_text("utf-8") for name in ("labels.yml", "statuses.yml")},
}


@pytest.fixture(scope="module", params=["mkdocs", "properdocs"])
def builder(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("ready")
    put(folder / "plain", PLAIN)
    ready = Builder(request.param, folder / "plain", folder / "site")
    assert (ready.plain.code, ready.plain.lines("WARNING", "ERROR")) == (0, [])
    yield ready
    ready.close()


def build(builder, folder, meanwhile):
    """A build with another hook, which does something in `docs/` once ours has read it."""
    hooks = SETTINGS.replace("hooks: [", f"hooks: [{folder}/meanwhile.py, ")
    event = "import os\n\ndef on_pre_build(config):\n    os.chdir(config.docs_dir)\n    "
    put(folder, {**PLAIN, "mkdocs.yml": hooks, "meanwhile.py": event + meanwhile})
    return builder.build(folder, folder.parent / "out" / "site", GIT_CEILING_DIRECTORIES=str(folder.parent))


def test_a_page_is_published_as_it_was_read(builder, tmp_path):
    change = "open('care.md', 'w').write('<script>alert(1)</script>')"
    found = build(builder, tmp_path / "book", change)
    assert (found.code, found.lines("WARNING", "ERROR")) == (0, [])
    page = found.files["care/index.html"].read_text("utf-8")
    assert "Words that were read." in page
    assert "alert(1)" not in page


def test_a_page_that_goes_meanwhile(builder, tmp_path):
    """The engine lists the pages after we have read them, so it is left out, and nothing else is lost."""
    found = build(builder, tmp_path / "book", "os.remove('care.md')")
    assert "Traceback" not in found.said
    assert found.code == 0
    assert "Welcome." in found.files["index.html"].read_text("utf-8")


def test_a_file_that_comes_meanwhile(builder, tmp_path):
    """Nobody has looked at it, so it is not published; least of all what it leads to."""
    (tmp_path / "secret").write_text("a secret")
    links = f"os.symlink('{tmp_path}/secret', 'late.png'); open('late.html', 'w').write('a secret')"
    found = build(builder, tmp_path / "book", links + "; open('late.md', 'w').write('a secret')")
    assert (found.code, found.lines("WARNING", "ERROR")) == (0, [])
    files = found.files.items()
    assert not [name for name, path in files if "late" in name or b"a secret" in path.read_bytes()]


def test_a_picture_that_goes_while_it_is_copied(builder, tmp_path):
    later = "\n\ndef on_env(env, config, files):\n    os.remove('tree.png')"
    found = build(builder, tmp_path / "book", "pass" + later)
    assert found.code == 1
    assert "Traceback" not in found.said
    assert f"{os.sep}tree.png cannot be opened: No such file or directory." in " ".join(found.lines("ERROR"))
