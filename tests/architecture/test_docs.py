"""The generated parts of the documentation are current: `pytest tests/architecture --update` writes them."""

import re
from importlib import import_module
from pathlib import Path

import pytest

import recipec
from recipec.checks.explanation import read
from recipec.checks.findings import kinds, others
from recipec.checks.rule import Header
from recipec.checks.told import EXPLANATIONS
from recipec.cli import commands, manual
from recipec.cli.options import Command
from recipec.cli.page import ENVIRONMENT
from scripts.rule_families import families
from tests.support import composite
from tests.support.engines_case import find
from tests.support.pitfalls import Pitfall
from tests.support.rules import RULES

DOCS = Path(__file__).parents[2] / "docs"
MKDOCS = DOCS.parent / "mkdocs.yml"
PITFALLS = Path(__file__).parents[2] / "fixtures" / "pitfalls"
_SITUATIONS = {
    "definition": "definition files",
    "dockerfile": "Dockerfiles",
    "dockerfile-to-engine": "Dockerfiles for Apptainer and Singularity",
    "definition-to-docker": "definition files for Docker",
    "refused": "definition files that no engine reads",
}


def between(text: str, name: str, body: str) -> str:
    """Put a body between the two marks of a generated part."""
    start, end = f"<!-- {name}: generated -->\n", f"<!-- {name}: end -->"
    head, _, rest = text.partition(start)
    return head + start + body + end + rest.partition(end)[2]


def options(command: Command) -> str:
    rows = ["| option | meaning |", "|---|---|"]
    for option in command.options:
        value = option.metavar or "\\|".join(option.choices)
        names = ", ".join(f"`{name}`" for name in option.names)
        default = f" Default: `{option.default}`." if option.default else ""
        rows.append(f"| {names}{' ' + value if value else ''} | {option.help}{default} |")
    return "\n".join(rows) + "\n"


def pages() -> dict[str, str]:
    """Give the page of each rule, and the list of all."""
    found: dict[str, str] = {}
    rows: dict[str, list[str]] = {}
    for rule in RULES:
        header = rule.header
        spoken = ", ".join(_SITUATIONS[one] for one in header.situations)
        head = f"# {header.name}\n\n`{header.code}`, {header.severity}; about {spoken}.\n\n"
        found[f"{header.name}.md"] = head + read(rule.explanation).text + "\n"
        rows.setdefault(family(header), []).append(row(header))
    for other in others():
        found[f"{other.name}.md"] = (
            f"# {other.name}\n\n`{other.code}`, {other.severity}.\n\n{EXPLANATIONS[other.code]}\n"
        )
        rows.setdefault("Reading and converting", []).append(row(other))
    found["index.md"] = (
        "# Rules\n\n"
        "What `recipec lint` finds, and what `recipec convert` tells. `recipec rule NAME` shows the page of a rule.\n\n"
        "* [What was tried](tried.md): the case that shows on a real engine that a rule is right.\n"
        "* [How precise the rules are](../precision.md): how often each is right about real recipes.\n"
        "* [Codes without a rule](left-out.md): what no look at a recipe can tell.\n"
    )
    for title, listed in rows.items():
        table = ("| code | rule | severity | about |", "|---|---|---|---|", *sorted(listed))
        found["index.md"] += f"\n## {title}\n\n" + "\n".join(table) + "\n"
    found["tried.md"] = tried()
    return found


def family(rule: Header) -> str:
    """Tell which family a rule belongs to: its package says what it is about."""
    about = re.fullmatch(r"Rules about (.*): RC.*\.", import_module(rule.home.rpartition(".")[0]).__doc__ or "")
    assert about is not None, rule.home
    return about[1][0].upper() + about[1][1:]


def row(rule: Header) -> str:
    return f"| {rule.code} | [{rule.name}]({rule.name}.md) | {rule.severity} | {rule.title} |"


def tried() -> str:
    """Tell which case shows on the real engine what a rule warns of, or why none does."""
    cases: dict[str, list[str]] = {}
    for path in find(PITFALLS):
        pitfall = Pitfall.read(path)
        note = "".join(f" (with a stand-in for `{program}`)" for program in pitfall.case.all("standin"))
        link = f"[{path.stem}](../../fixtures/pitfalls/{path.name}){note}"
        cases.setdefault(pitfall.rule, []).append(link)
    lines = (PITFALLS / "untried.txt").read_text().splitlines()
    reasons = {name: reason for name, _, reason in (line.partition(": ") for line in lines)}
    rows = ["| code | rule | case, or why there is none |", "|---|---|---|"]
    for rule in RULES:
        code, name = rule.header.code, rule.header.name
        shown = ", ".join(cases.get(name, ())) or reasons.get(name, "nobody has tried it")
        rows.append(f"| {code} | [{name}]({name}.md) | {shown} |")
    count = sum(rule.header.name in cases for rule in RULES)
    return (
        "# What was tried\n\n"
        f"For {count} of {len(RULES)} rules there is a case in `fixtures/pitfalls`. An engine shows the symptom in it, "
        "and that it is gone once the recipe is repaired, or that the repaired recipe builds the same container. Cases "
        "start Apptainer as root, without network, on a base that has BusyBox and bash. A stand-in is a script of few "
        "lines that does in the image what matters of a program which the base does not have.\n\n"
        + "\n".join(rows)
        + "\n"
    )


@pytest.mark.parametrize("command", [one for one in commands.every() if one.name != "rule"], ids=lambda one: one.name)
def test_every_option_is_documented(command: Command, request: pytest.FixtureRequest) -> None:
    path = DOCS / f"{command.name}.md"
    text = path.read_text()
    wanted = between(text, "options", options(command))
    if request.config.getoption("--update"):
        path.write_text(wanted)
        text = wanted

    assert text == wanted, "pytest tests/architecture --update"


def test_every_input_of_the_action_is_documented(request: pytest.FixtureRequest) -> None:
    path = DOCS / "install.md"
    text = path.read_text()
    rows = [
        f"| `{one.name}` | {one.meaning}.{f' Default: `{one.default}`.' if one.default else ''} |"
        for one in composite.read(DOCS.parent / "integrations" / "github" / "action.yml").inputs
    ]
    wanted = between(text, "inputs", "\n".join(("| input | meaning |", "|---|---|", *rows)) + "\n")
    if request.config.getoption("--update"):
        path.write_text(wanted)
        text = wanted

    assert text == wanted, "pytest tests/architecture --update"


@pytest.mark.parametrize(("path", "folder"), [(DOCS / "index.md", ""), (DOCS.parent / "README.md", "docs/")])
def test_the_first_page_lists_every_command(path: Path, folder: str, request: pytest.FixtureRequest) -> None:
    rows = ["| command | what it does |", "|---|---|"]
    for command in commands.every():
        page = folder + ("rules/index.md" if command.name == "rule" else f"{command.name}.md")
        rows.append(f"| [`recipec {command.name}`]({page}) | {command.help.splitlines()[0]} |")
    text = path.read_text()
    wanted = between(text, "commands", "\n".join(rows) + "\n")
    if request.config.getoption("--update"):
        path.write_text(wanted)
        text = wanted

    assert text == wanted, "pytest tests/architecture --update"


def test_every_case_of_the_differences_is_there() -> None:
    named = re.findall(r"`((?:dockerfile|definition)/[a-z0-9-]+)`", (DOCS / "differences.md").read_text())

    assert len(named) > 80
    assert [name for name in named if not (PITFALLS.parent / "engines" / f"{name}.case").is_file()] == []


def test_every_rule_has_its_page(request: pytest.FixtureRequest) -> None:
    folder = DOCS / "rules"
    wanted = pages()
    if request.config.getoption("--update"):
        folder.mkdir(exist_ok=True)
        for path in folder.glob("*.md"):
            if path.name not in wanted and path.name != "left-out.md":
                path.unlink()
        for name, text in wanted.items():
            (folder / name).write_text(text)
    written = {path.name: path.read_text() for path in folder.glob("*.md") if path.name != "left-out.md"}

    assert written == wanted, "pytest tests/architecture --update"


def test_a_rule_that_was_not_tried_has_no_case() -> None:
    lines = (PITFALLS / "untried.txt").read_text().splitlines()
    with_case = {Pitfall.read(path).rule for path in find(PITFALLS)}
    untried = [line.partition(": ")[0] for line in lines]

    assert untried == sorted(untried)
    assert {rule.header.name for rule in RULES} >= {*untried}
    assert not with_case & {*untried}


def test_every_finding_is_explained_by_a_rule_or_by_itself() -> None:
    rules = {rule.header.code for rule in RULES}
    told = {kind.code for kind in kinds()}

    assert told - rules == set(EXPLANATIONS)
    assert all(text.partition("\n")[0].endswith(".") for text in EXPLANATIONS.values())


def test_every_public_name_is_in_the_reference() -> None:
    listed = re.findall(r"^::: recipec\.(\w+)$", (DOCS / "reference.md").read_text(), re.MULTILINE)

    assert sorted(listed) == sorted({*recipec.__all__, "spython"} - {"__version__"})


def test_every_page_has_its_line_in_the_navigation() -> None:
    listed = re.findall(r"^ +- (?:[^:\n]+: )?(\S+\.md)$", MKDOCS.read_text(), re.MULTILINE)
    listed += [page for pages in families().values() for page in pages]
    there = {path.relative_to(DOCS).as_posix() for path in DOCS.rglob("*.md")}

    assert sorted(there - {*listed}) == [], "add a line to `nav` of mkdocs.yml"
    assert sorted({*listed} - there) == [], "take the line out of `nav` of mkdocs.yml"
    assert len(listed) == len({*listed})


def test_the_manual_says_what_help_says(request: pytest.FixtureRequest) -> None:
    folder = DOCS.parent / "man"
    wanted = manual.pages(commands.every())
    if request.config.getoption("--update"):
        folder.mkdir(exist_ok=True)
        for path in folder.iterdir():
            if path.name not in wanted:
                path.unlink()
        for name, text in wanted.items():
            (folder / name).write_text(text)
    written = {path.name: path.read_text() for path in folder.iterdir()}

    assert written == wanted, "pytest tests/architecture --update"


def test_the_environment_is_documented(request: pytest.FixtureRequest) -> None:
    path = DOCS / "command-line.md"
    text = path.read_text()
    rows = [f"| {', '.join(f'`{name}`' for name in item.term.split(', '))} | {item.text} |" for item in ENVIRONMENT]
    wanted = between(text, "environment", "\n".join(["| variable | meaning |", "|---|---|", *rows]) + "\n")
    if request.config.getoption("--update"):
        path.write_text(wanted)
        text = wanted

    assert text == wanted, "pytest tests/architecture --update"


_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_LINK = re.compile(r"\]\((?![a-z]+:)([^)\s#]*)(?:#([^)\s]+))?\)")
READ = (*sorted(DOCS.parent.glob("*.md")), *sorted(DOCS.rglob("*.md")))


def words(page: Path) -> str:
    """Give a page without its blocks of code."""
    return re.sub(r"^```.*?^```$", "", page.read_text(), flags=re.MULTILINE | re.DOTALL)


def anchors(page: Path) -> set[str]:
    """Name the headings of a page as GitHub does."""
    return {re.sub(r"[^\w -]", "", one.lower()).replace(" ", "-") for one in _HEADING.findall(words(page))}


@pytest.mark.parametrize("page", READ, ids=lambda page: str(page.relative_to(DOCS.parent)))
def test_links_lead_somewhere_in_the_repository_too(page: Path) -> None:
    for path, anchor in _LINK.findall(words(page)):
        target = page.parent / path if path else page

        assert target.exists(), path
        assert not anchor or anchor in anchors(target), f"{path}#{anchor}"
