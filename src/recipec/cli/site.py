"""``recipec site``: list sites, or show one."""

import sys
from collections.abc import Iterator

from recipec.cli import site_files, terminal
from recipec.cli.options import OPERANDS, Given, value
from recipec.errors import RecipeError
from recipec.sites.site import Site

_LOGIN_NODES = {None: "", True: "images may be built there", False: "no images may be built there"}
_NETWORK = {None: "", True: "compute nodes reach it", False: "compute nodes do not reach it"}
_HOME = {None: "", True: "in every container", False: "in no container that does not ask for it"}


def run(given: Given) -> int:
    """Show the site that was named, or a line for each when none was."""
    form = value(given, "output-format") or "human"
    asked = given.get(OPERANDS, ())
    text = _shown(asked[0], form) if asked else _listed(form)
    terminal.write(text, sys.stdout)
    return 0


def _listed(form: str) -> str:
    found = [site_files.find(name) for name in site_files.names()]
    if form == "json":
        return _json([_facts(site) for site in found])
    if form == "toml":
        raise RecipeError("TOML describes one site", help="name one that `recipec site` lists")
    width = max(len(site.name) for site in found)
    return "".join(f"{site.name:{width}}  {site.title}\n" for site in found)


def _shown(word: str, form: str) -> str:
    site = site_files.find(word)
    if form == "toml":
        return site_files.text(site_files.path_of(word))
    if form == "json":
        return _json(_facts(site))
    return "".join(f"{line}\n" for line in (site.title or site.name, *(f"  {line}" for line in _lines(site))))


def _lines(site: Site) -> Iterator[str]:
    """Say in words what is known, a fact on a line."""
    if site.target is not None:
        version = f" {site.version}" if site.version else ""
        program = f" at {site.program}" if site.program else ""
        yield f"engine           {site.engine}{version}{program}: `--target {site.target.name}`"
    if site.builds_nothing:
        yield "builds           nowhere on the site: build elsewhere, and bring or pull the image"
    elif site.build_mode is not None:
        yield f"builds           `--build-mode {site.build_mode.value}`"
    elif site.root is False:
        yield "builds           without root"
    shown = (
        ("on login nodes", _LOGIN_NODES[site.builds_on_login_nodes]),
        ("network", _NETWORK[site.network_on_compute_nodes]),
        ("home", _HOME[site.home]),
        ("binds", ", ".join(bind.host if bind.host == bind.inside else ":".join(bind) for bind in site.binds)),
        ("mount points", ", ".join(site.mount_points)),
        ("scheduler", site.scheduler.value if site.scheduler is not None else ""),
        ("partition", site.partition),
        ("account", site.account),
        ("margin", f"{site.margin} s before the time limit" if site.margin is not None else ""),
        ("node-local", site.node_local),
        ("modules", ", ".join(site.modules)),
        ("GPU flag", site.gpu_flag),
    )
    yield from (f"{name:16} {text}" for name, text in shown if text)


def _facts(site: Site) -> dict[str, object]:
    """Give what is known under the names that a description has, with the options that follow from it."""
    named = {key.replace("_", "-"): held for key, held in site._asdict().items() if held not in (None, (), "")}
    changed: dict[str, object] = {}
    if site.scheduler is not None:
        changed["scheduler"] = site.scheduler.value
    if site.binds:
        changed["binds"] = [":".join(bind) for bind in site.binds]
    if site.target is not None:
        changed["target"] = site.target.name
    if site.build_mode is not None:
        changed["build-mode"] = site.build_mode.value
    return named | changed


def _json(shown: object) -> str:
    from json import dumps

    return dumps(shown, indent=2, ensure_ascii=False) + "\n"
