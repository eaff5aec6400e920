"""What is in the repository works on another machine: no paths, no hosts, no command that does not exist."""

from __future__ import annotations

import os
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from clerk.cli import clerk

ROOT = Path(__file__).parents[2]
PINNED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*==[0-9][A-Za-z0-9.+!-]*")
# Put together here, so that this file is not its own finding.
PLACES = (
    "/wo" + "rk/",
    "/ro" + "ot/",
    "/ho" + "me/[a-z]",
    "/fa" + "rm/",
    "/Us" + "ers/",
    "/o" + "pt/(pypi|wheels)",
)
INDEXES = (
    "py" + "pi\\.org",
    "python" + "hosted",
    "--index" + "-url",
    "--extra" + "-index",
    "--find" + "-links",
)
FOREIGN = re.compile("|".join((*PLACES, *INDEXES)))
BINARY = {".ttf", ".png", ".mo", ".pdf", ".zip"}


def tracked() -> list[Path]:
    """Files of the repository; without git, as in an archive, every file but those that are made."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False, timeout=60
    )
    if listed.returncode == 0:
        return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]
    made = {".venv", "build", "dist", "__pycache__", "out"}
    return [p for p in ROOT.rglob("*") if p.is_file() and not made & set(p.relative_to(ROOT).parts)]


def texts() -> Iterator[tuple[Path, str]]:
    """Text files of the repository."""
    for path in tracked():
        if path.suffix not in BINARY:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")


def test_no_file_names_a_machine_s_path_or_a_package_index() -> None:
    found = [
        f"{path}:{number}"
        for path, text in texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if FOREIGN.search(line)
    ]
    assert found == []


def test_every_constraint_is_one_exact_version() -> None:
    lines = [line for line in (ROOT / "constraints.txt").read_text().splitlines() if not line.startswith("#")]
    assert [line for line in lines if not PINNED.fullmatch(line)] == []
    names = [normal(line.partition("==")[0]) for line in lines]
    assert len(names) == len(set(names))


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    wanted = [*project["build-system"]["requires"], *project["project"]["dependencies"]]
    for extra in project["project"]["optional-dependencies"].values():
        wanted += extra
    pinned = {normal(line.partition("==")[0]) for line in (ROOT / "constraints.txt").read_text().splitlines()}
    assert {normal(re.split(r"[\[=><;]", name)[0]) for name in wanted} - pinned == set()


def normal(name: str) -> str:
    """A package's name as package indexes compare it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def test_the_command_is_installed_under_its_name() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    assert project["project"]["scripts"] == {"clerk": "clerk.cli:main"}
    from importlib.metadata import entry_points

    (point,) = entry_points(group="console_scripts", name="clerk")
    assert callable(point.load())
    version = CliRunner().invoke(clerk, ["--version"]).stdout
    assert version == f"clerk, version {project['project']['version']}\n"


def test_what_is_to_be_run_can_be_run() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def written_commands() -> list[tuple[str, str]]:
    """Every ``clerk …`` in a code block or in backticks of the documents, with its place."""
    found = []
    for path, text in texts():
        if path.suffix != ".md":
            continue
        blocks = re.findall(r"```[a-z]*\n(.*?)```", text, re.DOTALL)
        blocks += re.findall(r"^ {4,}.*$", text, re.MULTILINE)
        lines = [line.strip().removeprefix("$ ") for block in blocks for line in block.splitlines()]
        lines += re.findall(r"`(clerk(?: [^`]*)?)`", text)
        found += [(line, str(path)) for line in lines if re.match(r"clerk(\s|$)", line)]
    return found


@pytest.mark.parametrize(("line", "place"), sorted(set(written_commands())))
def test_every_command_in_the_documents_exists(line: str, place: str) -> None:
    command: click.Command = clerk
    words = iter(re.split(r"[|<>#;&(…]", line)[0].split()[1:])
    for word in words:
        if word.startswith("-"):
            option = find_option(command, word.partition("=")[0])
            assert option is not None, f"{place}: {line}: {word}"
            if not option.is_flag and "=" not in word:
                next(words, None)
        elif isinstance(command, click.Group):
            step = command.get_command(click.Context(command), word)
            assert step is not None, f"{place}: {line}: {word}"
            command = step


def find_option(command: click.Command, name: str) -> click.Option | None:
    """The option of that name, of the command or of all commands."""
    every = [*command.get_params(click.Context(command)), *clerk.params]
    return next((p for p in every if isinstance(p, click.Option) and name in p.opts), None)
