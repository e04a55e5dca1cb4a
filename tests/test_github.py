"""The workflows and forms of `.github/`: what they may do, what linters say of them, and what they do."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from runner import ROOT, WORKFLOWS, GitHub, asked, git, load

GITHUB = ROOT / ".github"
FORMS = {"text-for-a-gap.yml", "a-page-is-missing.yml", "something-is-wrong.yml"}


def jobs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for name in WORKFLOWS:
        for job, content in load(name)["jobs"].items():
            yield name, job, content


JOBS = [pytest.param(*found, id=f"{found[0]}/{found[1]}") for found in jobs()]


@pytest.mark.parametrize("name", WORKFLOWS)
def test_a_workflow_may_nothing_by_itself(name: str) -> None:
    workflow = load(name)
    assert workflow["permissions"] == {}
    assert "group" in workflow["concurrency"]
    started = workflow["on"] if isinstance(workflow["on"], dict) else {workflow["on"]: None}
    # Never `pull_request_target` or `workflow_run`: they give a stranger's change our rights.
    assert set(started) <= {"push", "pull_request", "schedule", "workflow_dispatch"}
    if "push" in started:
        assert started["push"] == {"branches": ["main"]}


MAY = {
    ("publish.yml", "deploy"): {"pages": "write", "id-token": "write"},
    ("weekly.yml", "issue"): {"issues": "write"},
}


@pytest.mark.parametrize(("name", "job", "content"), JOBS)
def test_a_job_may_only_read_unless_it_runs_nothing_of_ours(
    name: str, job: str, content: dict[str, Any]
) -> None:
    assert content["permissions"] == MAY.get((name, job), {"contents": "read"})
    assert 0 < content["timeout-minutes"] <= 60
    used = [step["uses"].split("@")[0] for step in content["steps"] if "uses" in step]
    if (name, job) in MAY:
        assert "actions/checkout" not in used
    for step in content["steps"]:
        assert "cache" not in step.get("with", {})
        if "uses" in step:
            assert re.fullmatch(r"actions/[a-z-]+@[0-9a-f]{40}", step["uses"])
        if step.get("uses", "").startswith("actions/checkout@"):
            asked_for = {"fetch-depth": 0, "filter": "blob:none", "persist-credentials": False}
            assert step["with"] == asked_for
        # What somebody else may choose the words of reaches the shell as a variable, never as its text.
        assert "${{" not in step.get("run", "")


@pytest.mark.parametrize("name", WORKFLOWS)
def test_each_action_says_its_version_and_has_one(name: str) -> None:
    text = WORKFLOWS[name].read_text(encoding="utf-8")
    pinned = re.findall(r"uses: (\S+?)@(\S+)(.*)", text)
    assert all(re.fullmatch(r" # v\d+\.\d+\.\d+", version) for _, _, version in pinned)
    assert "github.event." not in text
    assert "head_ref" not in text
    everywhere = "".join(path.read_text(encoding="utf-8") for path in WORKFLOWS.values())
    for action, commit, _ in pinned:
        assert set(re.findall(rf"{action}@(\S+)", everywhere)) == {commit}


def program(*arguments: str) -> subprocess.CompletedProcess[str]:
    """A program of the environment the tests run in."""
    found = shutil.which(arguments[0], path=str(Path(sys.executable).parent))
    assert found, f"{arguments[0]} is not installed"
    return subprocess.run([found, *arguments[1:]], cwd=ROOT, capture_output=True, text=True)


def test_zizmor_finds_nothing_a_stranger_could_misuse() -> None:
    ended = program("zizmor", "--offline", "--no-progress", "--strict-collection", "--persona=pedantic", ".")
    assert ended.returncode == 0, ended.stdout
    assert len(re.findall("completed", ended.stderr)) > len(WORKFLOWS)


def test_zizmor_would_say_so(tmp_path: Path) -> None:
    text = WORKFLOWS["check.yml"].read_text(encoding="utf-8")
    (tmp_path / "bad.yml").write_text(text.replace("on: pull_request", "on: pull_request_target"))
    assert program("zizmor", "--offline", str(tmp_path / "bad.yml")).returncode != 0


@pytest.mark.parametrize(
    ("schema", "pattern"),
    [
        ("github-workflows", "workflows/*.yml"),
        ("dependabot", "dependabot.yml"),
        ("github-issue-config", "ISSUE_TEMPLATE/config.yml"),
        ("github-issue-forms", "ISSUE_TEMPLATE/[!c]*.yml"),
    ],
)
def test_github_can_read_it(schema: str, pattern: str) -> None:
    files = [str(path) for path in sorted(GITHUB.glob(pattern))]
    ended = program("check-jsonschema", "--builtin-schema", f"vendor.{schema}", *files)
    assert ended.returncode == 0, ended.stdout


def test_the_forms_ask_for_nothing_that_needs_rights() -> None:
    forms = {path.name: yaml.safe_load(path.read_text()) for path in (GITHUB / "ISSUE_TEMPLATE").iterdir()}
    assert set(forms) == {"config.yml", *FORMS}
    assert not {"labels", "assignees", "projects", "type"} & {key for form in forms.values() for key in form}


def test_only_words_belong_to_nobody() -> None:
    text = (GITHUB / "CODEOWNERS").read_text(encoding="utf-8")
    rules = [line.split() for line in text.splitlines() if line and not line.startswith("#")]
    assert [pattern for pattern, *owners in rules if owners] == ["*"]
    # The last pattern that fits decides, so those without an owner stand below.
    assert [pattern for pattern, *owners in rules[1:]] == ["/docs/", "/data/"]


def test_the_page_for_maintainers_names_what_is_there() -> None:
    page = (ROOT / "docs" / "about" / "merging.md").read_text(encoding="utf-8")
    required = re.search(r"the checks \*(.+?)\* and \*(.+?)\*", page)
    assert required
    proposed = [
        job["name"] for name in WORKFLOWS if "pull_request" in load(name)["on"] for job in _jobs(name)
    ]
    assert list(required.groups()) == proposed
    assert "@OWNER/handbook-maintainers" in page
    assert load("weekly.yml")["name"] in page


def _jobs(name: str) -> list[dict[str, Any]]:
    return list(load(name)["jobs"].values())


# What they do, run here: see `runner.py` for what stands in for what.

HOSTILE = "$(touch broken) `touch broken` @everyone <you> %0A::error::"
HOME = "# A handbook\n\nAbout [[Meals]] and what we learn from them.\n"
MEALS = "# Meals\n\nFood brings people together.\n\nExample needed: from a village.\n"

Change = Callable[[Path], None]


def write(path: str, text: str) -> Change:
    return lambda folder: _write(folder / path, text)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small handbook with this generator, at the place that stands for GitHub."""
    folder = tmp_path_factory.mktemp("origin")
    for name in ("hooks", ".github"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.png"))
    (folder / "data").mkdir()
    for path in (*ROOT.glob("requirements*.txt"), ROOT / "Makefile", ROOT / "pyproject.toml"):
        shutil.copy(path, folder)
    for name in ("mkdocs.yml", ".gitignore", "data/labels.yml", "data/statuses.yml", "data/settings.yml"):
        shutil.copy(ROOT / name, folder / name)
    (folder / "docs").mkdir()
    (folder / ".ci").mkdir()
    _write(folder / ".ci" / "run", "#!/bin/sh\necho the tests ran\n")
    (folder / ".ci" / "run").chmod(0o755)
    git(folder, "init", "-q", "-b", "main")
    git(folder, "config", "uploadpack.allowFilter", "true")
    git(folder, "config", "uploadpack.allowAnySHA1InWant", "true")
    for meals, home in (("# Meals\n", HOME), (MEALS, HOME), (MEALS, f"{HOME}\nSection needed: news.\n")):
        _write(folder / "docs" / "meals.md", meals)
        _write(folder / "docs" / "index.md", home)
        git(folder, "add", ".")
        git(folder, "commit", "-q", "-m", "Write")
    return folder


def propose(repository: Path, name: str, change: Change) -> str:
    """The commit that GitHub makes to try a proposal: it and `main`, which has moved on, together."""
    git(repository, "checkout", "-q", "-b", name, "main~1")
    change(repository)
    git(repository, "add", ".")
    git(repository, "commit", "-q", "-m", "Change")
    git(repository, "checkout", "-q", "-b", f"{name}-merge", "main")
    git(repository, "merge", "-q", "--no-ff", "-m", "Try", name)
    git(repository, "checkout", "-q", "main")
    return f"{name}-merge"


@pytest.fixture
def proposal(repository: Path, tmp_path: Path) -> Callable[[str, Change], GitHub]:
    def make(name: str, change: Change) -> GitHub:
        return GitHub(tmp_path, repository, propose(repository, name, change), "pull_request")

    return make


ALL_WELL = {
    "Get the pages and their history": "success",
    "Set up": "success",
    "Check every page": "success",
    "Note what changed beside its lines": "success",
    "Sum up what changed": "success",
    "Build the site": "success",
    "Keep the site to look at": "success",
    "Say what to do": "skipped",
}


def test_an_honest_gap_passes_and_is_summed_up(proposal: Callable[[str, Change], GitHub]) -> None:
    github = proposal("gap", write("docs/meals.md", f"{MEALS}\nSource needed: {HOSTILE}\n"))
    job = github.run("check.yml", "check")
    assert job.steps == ALL_WELL, job.said
    assert "touch broken" in job.summary
    assert "<you>" not in job.summary
    assert re.findall(r"^::(\w+) file=([^,]+),line=(\d+)", job.said, re.M) == [
        ("notice", "docs/meals.md", "7")
    ]
    assert not list(github.folder.rglob("broken"))
    assert "touch broken" in (github.artifacts / "site" / "meals" / "index.html").read_text()
    assert "--require-hashes -r requirements.txt" in github.notes
    # What came to `main` meanwhile is no part of the proposal.
    assert "news" not in job.summary
    # The former texts of the pages are all there, so git asks for none by itself.
    assert "?" not in git(github.work, "rev-list", "--objects", "--missing=print", "HEAD", "--", "docs")


def test_a_new_problem_fails_with_its_line_and_is_summed_up(
    proposal: Callable[[str, Change], GitHub],
) -> None:
    github = proposal("problem", write("docs/meals.md", f"---\nstatsu: draft\n---\n\n{MEALS}"))
    job = github.run("check.yml", "check")
    wrong = ("Check every page", "Note what changed beside its lines", "Sum up what changed")
    assert job.steps == ALL_WELL | dict.fromkeys(wrong, "failure") | {"Say what to do": "success"}, job.said
    assert "docs/meals.md:2: 'statsu' is not a setting we know." in job.said
    assert re.search(r"^::error file=docs/meals\.md,line=2", job.said, re.M)
    assert "statsu" in job.summary
    assert "Something needs mending" in job.summary
    assert "statsu" in (github.artifacts / "site" / "meals" / "index.html").read_text()


def test_what_must_not_be_published_fails_and_says_so(proposal: Callable[[str, Change], GitHub]) -> None:
    github = proposal("link", lambda folder: (folder / "docs" / "secret.md").symlink_to("/etc/passwd"))
    job = github.run("check.yml", "check")
    assert job.steps["Check every page"] == job.steps["Build the site"] == "failure"
    assert job.steps["Keep the site to look at"] == "skipped"
    assert "docs/secret.md" in job.said
    assert "Something needs mending" in job.summary
    assert not github.artifacts.exists()


@pytest.mark.parametrize(
    ("path", "ran"), [("docs/meals.md", False), ("data/statuses.yml", False), ("Makefile", True)]
)
def test_the_code_is_tested_where_it_changed(
    proposal: Callable[[str, Change], GitHub], path: str, ran: bool
) -> None:
    def change(folder: Path) -> None:
        _write(folder / path, (folder / path).read_text() + "\n# More\n")

    job = proposal(f"code-{Path(path).stem}", change).run("tests.yml", "tests")
    assert job.result == "success", job.said
    assert job.steps["Test"] == ("success" if ran else "skipped")
    assert ("the tests ran" in job.said) == ran


def test_the_code_is_tested_on_main(repository: Path, tmp_path: Path) -> None:
    job = GitHub(tmp_path, repository, "main").run("tests.yml", "tests")
    assert (job.steps["See whether code changed"], job.steps["Test"]) == ("skipped", "success"), job.said


def test_one_bad_page_is_published_with_the_rest(
    proposal: Callable[[str, Change], GitHub],
) -> None:
    github = proposal("bad-page", write("docs/meals.md", f"---\nstatsu: draft\n---\n\n{MEALS}"))
    github.event = "push"
    job = github.run("publish.yml", "build")
    assert job.result == "success", job.said
    assert "Food brings" in (github.artifacts / "github-pages" / "meals" / "index.html").read_text()
    assert github.run("publish.yml", "deploy").steps == {"Publish": "success"}


def test_the_week_goes_into_one_issue(proposal: Callable[[str, Change], GitHub]) -> None:
    github = proposal("week", write("docs/meals.md", f"{MEALS}\nSource needed: {HOSTILE}\n"))
    for name in ("links", "advisories", "report"):
        job = github.run("weekly.yml", name)
        assert job.result == "success", job.said
    files = "-r requirements-audit.txt -r requirements-dev.txt -r requirements-fuzz.txt -r requirements.txt"
    assert "--require-hashes -r requirements-audit.txt" in github.notes
    audit = next(line for line in github.notes.splitlines() if line.startswith("pip-audit"))
    assert "--strict" in audit
    assert sorted(audit.split(" -r ")[1:]) == sorted(files.removeprefix("-r ").split(" -r "))

    github.results = {"links": "failure", "advisories": "success", "report": "success"}
    assert github.run("weekly.yml", "issue").result == "success"
    assert [words[:2] for words in asked(github.notes)] == [
        ["issue", "list"],
        ["label", "create"],
        ["issue", "create"],
        ["issue", "pin"],
    ]
    text = github.issue.read_text(encoding="utf-8")
    assert "other sites: needs a look: [the run](https://github.com/o/r/actions/runs/1) says where." in text
    assert "What we build on: no known faults." in text
    assert "from a village" in text
    assert "touch broken" in text
    assert "@everyone" not in text
    assert "<you>" not in text
    assert not list(github.folder.rglob("broken"))

    github.results = dict.fromkeys(github.results, "success")
    assert github.run("weekly.yml", "issue").result == "success"
    assert [words[:3] for words in asked(github.notes)][4:] == [
        ["issue", "list", "--label"],
        ["issue", "edit", "7"],
    ]
    assert "needs a look" not in github.issue.read_text(encoding="utf-8")


def test_a_long_report_is_cut_between_two_lines(repository: Path, tmp_path: Path) -> None:
    github = GitHub(tmp_path, repository, "main", results={"links": "success", "advisories": "success"})
    row = "| @ann " + "é" * 100 + " |"
    (github.artifacts / "report").mkdir(parents=True)
    (github.artifacts / "report" / "gaps.md").write_text(f"{row}\n" * 5000, encoding="utf-8")
    job = github.run("weekly.yml", "issue")
    assert job.result == "success", job.said
    text = github.issue.read_text(encoding="utf-8")
    assert 50_000 < len(text.encode()) < 65_536
    *rows, empty, last = text.partition("| ")[2].splitlines()
    assert set(rows[1:]) == {row.replace("@", "@\u200b")}
    assert (empty, last) == ("", "**There is more than fits in here.** The report on the site has it all.")
