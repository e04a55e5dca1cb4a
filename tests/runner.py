"""What GitHub does with a workflow, as far as ours need it: steps in order, conditions, artifacts.

Every `run:` is run as it stands, in a clone made as the checkout makes one. What stands in for something:

- `python3`, which makes environments and installs into them from a registry: the environment it makes here
  holds the programs of the tests' own interpreter, and installing only notes what was asked for;
- `pip-audit`, which asks a service: notes what it was asked;
- `gh`, which speaks to GitHub: notes it, keeps the text of the issue, and remembers whether there is one;
- `.ci/run`, the tests of the code, which would run this for ever;
- the actions: artifacts are folders, and Pages gets nothing.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
WORKFLOWS = {path.name: path for path in sorted((ROOT / ".github" / "workflows").iterdir())}

_WHO = {
    f"GIT_{role}_{key}": "test@example.org" for role in ("AUTHOR", "COMMITTER") for key in ("NAME", "EMAIL")
}
_PYTHON = f"""#!/bin/sh
echo "python3 $*" >> "$NOTES"
[ "$1" = -m ] || exec {sys.executable} "$@"
mkdir -p "$3/bin" && cp "$STANDINS"/environment/* "$3/bin"
"""
_ENVIRONMENT = {
    "python": '#!/bin/sh\necho "python $*" >> "$NOTES"\n',
    "pip-audit": '#!/bin/sh\necho "pip-audit $*" >> "$NOTES"\n',
    "handbook": f'#!/bin/sh\nPYTHONPATH="$PWD/hooks" exec {sys.executable} -m handbook "$@"\n',
    "mkdocs": f'#!/bin/sh\nPYTHONPATH="$PWD/hooks" exec {sys.executable} -m mkdocs "$@"\n',
}
_GH = f"""#!{sys.executable}
import json, os, pathlib, sys
notes, issue = pathlib.Path(os.environ["NOTES"]), pathlib.Path(os.environ["ISSUE"])
asked = sys.argv[1:]
with notes.open("a") as file:
    file.write("gh " + json.dumps(asked) + "\\n")
if "--body-file" in asked:
    issue.write_text(pathlib.Path(asked[asked.index("--body-file") + 1]).read_text())
if asked[:2] == ["issue", "list"] and issue.exists():
    print(7)
if asked[:2] == ["issue", "create"]:
    print("https://github.com/o/r/issues/7")
"""


def load(name: str) -> dict[str, Any]:
    """A workflow, with the key that YAML takes for `true` called `on` again."""
    workflow = yaml.safe_load(WORKFLOWS[name].read_text(encoding="utf-8"))
    return {"on" if key is True else key: value for key, value in workflow.items()}


def git(folder: Path, *arguments: str) -> str:
    """What git says."""
    command = ["git", "-c", "protocol.file.allow=always", *arguments]
    env = {**os.environ, **_WHO}
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, env=env).stdout


@dataclass
class Job:
    """How a job went: what became of each step, by its name, and all that was said."""

    steps: dict[str, str] = field(default_factory=dict)
    said: str = ""
    summary: str = ""

    @property
    def result(self) -> str:
        return "failure" if "failure" in self.steps.values() else "success"


@dataclass
class GitHub:
    """A copy of the repository on GitHub, at one commit of it."""

    folder: Path
    origin: Path
    ref: str
    event: str = "push"
    results: Mapping[str, str] = field(default_factory=dict)
    """What became of the jobs that one needs."""
    work: Path = field(init=False)
    done: Job = field(init=False)
    steps: dict[str, dict[str, Any]] = field(init=False)

    @property
    def artifacts(self) -> Path:
        return self.folder / "artifacts"

    @property
    def issue(self) -> Path:
        return self.folder / "issue"

    @property
    def notes(self) -> str:
        return (self.folder / "notes").read_text(encoding="utf-8")

    def run(self, workflow: str, name: str) -> Job:
        """Run one job of a workflow in a folder of its own."""
        job = load(workflow)["jobs"][name]
        self.work, self.done, self.steps = self.folder / f"work-{name}", Job(), {}
        shutil.rmtree(self.work, ignore_errors=True)
        self.work.mkdir(parents=True)
        for step in job["steps"]:
            self._step(step, job.get("env", {}))
        return self.done

    def _step(self, step: Mapping[str, Any], env: Mapping[str, str]) -> None:
        condition = str(step.get("if", "")).removeprefix("${{").removesuffix("}}")
        if not re.search(r"\b(failure|cancelled|always)\(\)", condition):
            condition = f"success() && ({condition or 'true'})"
        outcome, outputs = "skipped", dict[str, str]()
        if self._value(condition):
            env = {key: self._filled(value) for key, value in {**env, **step.get("env", {})}.items()}
            outcome, outputs = self._run(step["run"], env) if "run" in step else self._use(step)
        self.done.steps[step["name"]] = outcome
        self.steps[step.get("id", "")] = {"outcome": outcome, "outputs": outputs}

    def _filled(self, text: str) -> str:
        return re.sub(r"\$\{\{(.*?)\}\}", lambda found: str(self._value(found[1])), text)

    def _value(self, expression: str) -> Any:
        """What an expression comes to, for the few kinds that stand in our workflows."""
        context: dict[str, Any] = {
            "github": {
                "event_name": self.event,
                "base_ref": "main",
                "ref": self.ref,
                "token": "a-token",
                "repository": "o/r",
                "server_url": "https://github.com",
                "run_id": "1",
            },
            "needs": {name: {"result": result} for name, result in self.results.items()},
            "steps": self.steps,
        }

        def looked_up(found: re.Match[str]) -> str:
            value: Any = context
            for part in found[0].split("."):
                value = value[part] if part in ("github", "needs", "steps") else value.get(part, {})
            return repr(value or "")

        text = re.sub(r"\b[a-z]+(?:\.[\w-]+)+", looked_up, expression)
        text = text.replace("&&", " and ").replace("||", " or ").replace("!cancelled()", "True")
        states = {"success": lambda: self.done.result == "success", "true": True}
        states["failure"] = lambda: self.done.result == "failure"
        return eval(text.strip(), {"__builtins__": {}}, states)

    def _run(self, script: str, env: Mapping[str, str]) -> tuple[str, dict[str, str]]:
        names = {"GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary", "NOTES": "notes"}
        files = {variable: self.folder / file for variable, file in names.items()}
        for variable, file in files.items():
            if variable != "NOTES" or not file.exists():
                file.write_text("", encoding="utf-8")
        own = {key: value for key, value in os.environ.items() if not key.startswith(("GIT_", "PYTHON"))}
        ended = subprocess.run(
            # As GitHub runs a step with `shell: bash`.
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
            cwd=self.work,
            env={
                **own,
                **_WHO,
                **{variable: str(file) for variable, file in files.items()},
                "CI": "true",
                "STANDINS": str(_standins(self.folder)),
                "PATH": f"{_standins(self.folder)}:{os.environ['PATH']}",
                "ISSUE": str(self.issue),
                **env,
            },
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        self.done.said += ended.stdout
        self.done.summary += files["GITHUB_STEP_SUMMARY"].read_text(encoding="utf-8")
        lines = files["GITHUB_OUTPUT"].read_text(encoding="utf-8").splitlines()
        outputs = {key: value for key, _, value in (line.partition("=") for line in lines)}
        return "success" if ended.returncode == 0 else "failure", outputs

    def _use(self, step: Mapping[str, Any]) -> tuple[str, dict[str, str]]:
        action, given = step["uses"].split("@")[0], step.get("with", {})
        if action == "actions/checkout":
            git(self.folder, "clone", "-q", "--filter=blob:none", "-n", self.origin.as_uri(), str(self.work))
            git(self.work, "checkout", "-q", "--detach", f"origin/{self.ref}")
        elif action in ("actions/upload-artifact", "actions/upload-pages-artifact"):
            path, place = self.work / given["path"], self.artifacts / given.get("name", "github-pages")
            if not path.exists():
                return "failure", {}
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir(parents=True)
            if path.is_dir():
                shutil.copytree(path, place, dirs_exist_ok=True)
            else:
                shutil.copy(path, place)
        elif action == "actions/download-artifact":
            shutil.copytree(self.artifacts / given["name"], self.work, dirs_exist_ok=True)
        else:
            assert action == "actions/deploy-pages", f"nothing stands in for {action}"
        return "success", {}


def _standins(folder: Path) -> Path:
    place = folder / "standins"
    if not place.exists():
        (place / "environment").mkdir(parents=True)
        for path, text in {
            "python3": _PYTHON,
            "gh": _GH,
            **{f"environment/{name}": text for name, text in _ENVIRONMENT.items()},
        }.items():
            (place / path).write_text(text, encoding="utf-8")
            (place / path).chmod(0o755)
    return place


def asked(notes: str) -> list[list[str]]:
    """What `gh` was asked, in order."""
    return [json.loads(line.removeprefix("gh ")) for line in notes.splitlines() if line.startswith("gh ")]
