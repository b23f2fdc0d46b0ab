"""The codebase keeps its promises."""

import ast
import importlib
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from recipec.diagnostics.finding import Kind, Severity
from tests.architecture.test_docs import between
from tests.support.rules import RULES

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "recipec"
MODULES = sorted(path for path in PACKAGE.rglob("*.py") if "grammar" not in path.parts)

# Where the packages of others may be imported: one place each, so that each can be replaced.
HOMES = {
    "click": "cli/command.py",
    "dockerfile_parse": "dockerfile/",
    "lark": "grammar/",
    "oras": "inspection/",
    "requests": "inspection/",
    "tree_sitter": "shell/",
    "tree_sitter_bash": "shell/",
}


def imports(path: Path) -> Iterator[str]:
    """Name what a module imports when it runs, in whichever function."""
    nodes: list[ast.AST] = [ast.parse(path.read_text())]
    while nodes:
        node = nodes.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None:
            yield node.module
        elif isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            nodes.extend(node.orelse)
        else:
            nodes.extend(ast.iter_child_nodes(node))


def kinds() -> Iterator[tuple[str, Kind]]:
    for path in MODULES:
        name = ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts).removesuffix(".__init__")
        if name.endswith("__main__"):
            continue
        module = importlib.import_module(name)
        seen = {id(value): (name, value) for value in vars(module).values() if isinstance(value, Kind)}
        yield from seen.values()


def test_no_layer_imports_what_is_above_it() -> None:
    command = [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)

    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=[str(path.relative_to(PACKAGE)) for path in MODULES])
def test_a_module_is_short_and_says_what_it_is(path: Path) -> None:
    text = path.read_text()

    assert len(text.splitlines()) <= 400
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_packages_of_others_are_imported_in_one_place() -> None:
    places: dict[str, set[str]] = {name: set() for name in HOMES}
    for path in MODULES:
        for name in imports(path):
            if name.split(".")[0] in places:
                places[name.split(".")[0]].add(str(path.relative_to(PACKAGE)))

    for name, found in places.items():
        assert len(found) <= 1, (name, found)
        assert all(place.startswith(HOMES[name]) for place in found)


def test_only_the_command_prints_and_exits() -> None:
    for path in MODULES:
        if PACKAGE / "cli" in path.parents:
            continue
        calls = re.findall(r"\b(?:print|sys\.exit|exit|input)\(|os\.environ|sys\.std", path.read_text())
        assert not calls or "engines" in path.parts, (path, calls)


def test_what_a_conversion_imports_makes_no_slow_classes_and_compiles_no_patterns() -> None:
    for path in MODULES:
        if {"checks", "engines"} & set(path.parts) or path.name in ("record.py", "regex.py"):
            continue
        for node in ast.parse(path.read_text()).body:
            assert not isinstance(node, ast.Assign) or not ast.unparse(node.value).startswith("re.compile("), path
            assert not isinstance(node, ast.ClassDef) or "NamedTuple" not in map(ast.unparse, node.bases), path


def test_a_code_has_one_name() -> None:
    # A finding of a conversion and a rule about the same thing share their code and name.
    pairs = {(kind.code, kind.name) for _, kind in kinds()} | {(one.header.code, one.header.name) for one in RULES}
    codes, names = Counter(code for code, _ in pairs), Counter(name for _, name in pairs)

    assert [code for code, count in codes.items() if count > 1] == []
    assert [name for name, count in names.items() if count > 1] == []
    assert all(re.fullmatch(r"RC\d{3}", code) for code in codes)
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name) for name in names)


def test_every_finding_of_a_conversion_is_documented(request: pytest.FixtureRequest) -> None:
    findings = ["| code | name | severity | loss |", "|---|---|---|---|"]
    found: dict[str, set[Kind]] = {}
    for _, kind in kinds():
        found.setdefault(kind.code, set()).add(kind)
    for code, same in sorted(found.items()):
        severities = ", ".join(each.value for each in Severity if any(kind.severity is each for kind in same))
        losses = {kind.loss for kind in same}
        loss = "" if losses == {False} else "yes" if losses == {True} else "may be"
        findings.append(f"| {code} | `{min(kind.name for kind in same)}` | {severities} | {loss} |")
    path = ROOT / "docs" / "convert.md"
    text = path.read_text()
    wanted = between(text, "findings", "\n".join(findings) + "\n")
    if request.config.getoption("--update"):
        path.write_text(wanted)
        text = wanted

    assert text == wanted, "pytest tests/architecture --update"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ('FROM alpine\nRUN make && cd /x\nCOPY a /b\nENV A=1\nCMD ["a"]\n', "Dockerfile"),
        ("Bootstrap: docker\nFrom: alpine\n%files\n a /b\n%post\n make\n%runscript\n exec a\n", "Singularity"),
    ],
)
def test_a_check_imports_only_what_it_needs(text: str, name: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    program = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from recipec.cli import main\n"
        "main(['lint', '--quiet', sys.argv[1]])\n"
        "print(*set(sys.modules) - before, file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / name], capture_output=True, text=True, check=True)

    forbidden = set("attr click lark subprocess fnmatch difflib tempfile pathlib dataclasses tomllib typing".split())
    other = "recipec.definition.parse" if name == "Dockerfile" else "recipec.dockerfile.parse"
    assert {*forbidden, other} & set(done.stderr.splitlines()[-1].split()) == set()


@pytest.mark.parametrize(
    ("text", "name", "forbidden"),
    [
        (
            "FROM alpine\nRUN make && cd /x\nCOPY a /b\n",
            "Dockerfile",
            {"click", "lark", "pathlib", "dataclasses", "typing", "recipec.definition.parse"},
        ),
        (
            "Bootstrap: docker\nFrom: alpine\n%post\n make\n",
            "Singularity",
            {"click", "dockerfile_parse", "lark", "typing", "recipec.dockerfile.parse"},
        ),
    ],
)
def test_a_conversion_imports_only_what_it_needs(text: str, name: str, forbidden: set[str], tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    program = (
        "import sys\n"
        "before = set(sys.modules)\n"
        "from recipec.cli import main\n"
        "code = main(['convert', sys.argv[1]])\n"
        "print(*sorted(set(sys.modules) - before), file=sys.stderr)\n"
        "raise SystemExit(code)\n"
    )
    done = subprocess.run([sys.executable, "-c", program, tmp_path / name], capture_output=True, text=True, check=True)

    assert forbidden & set(done.stderr.splitlines()[-1].split()) == set()


def test_the_cases_that_the_differences_name_exist() -> None:
    named = re.findall(r"`((?:dockerfile|definition)/[\w.-]+)`", (ROOT / "docs" / "differences.md").read_text())

    assert len(named) > 60
    assert [case for case in named if not (ROOT / "fixtures" / "engines" / f"{case}.case").exists()] == []
