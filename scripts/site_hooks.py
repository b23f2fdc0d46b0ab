"""What mkdocs.yml cannot say: the pages of rules in the navigation, and links to files that are not pages."""

import logging
import re
from pathlib import Path, PurePosixPath
from posixpath import normpath

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.pages import Page

from scripts.rule_families import families

REPOSITORY = "https://github.com/recipec/recipec/blob/main/"
ROOT = Path(__file__).parents[1]

# Below mkdocs' own, so that --strict counts what is said here.
_LOG = logging.getLogger("mkdocs.hooks.recipec")
_CASE = re.compile(r"`(?P<case>(?:dockerfile|definition)/[a-z0-9-]+)`")
_NAME = re.compile(r"(?m)^`(?P<name>[^`\n]+)`:\n\n(?=```[\w-]* title=\"(?P=name)\")")
_LINK = re.compile(r"\]\((?P<path>\.\./[^)#\s]*)(?P<anchor>#[^)\s]*)?\)")


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Give each family of rules its section in the navigation."""
    rules = next(section["Rules"] for section in config.nav or [] if "Rules" in section)
    rules.extend({family: pages} for family, pages in families().items())
    return config


def on_page_markdown(markdown: str, page: Page, **_: object) -> str:
    """Let links out of ``docs`` lead to the repository, where they work as they are written, and names of cases too."""
    here = PurePosixPath("docs", page.file.src_uri).parent

    def elsewhere(link: "re.Match[str]") -> str:
        target = normpath(here / link["path"])
        if PurePosixPath(target).parts[0] == "docs":
            return link[0]
        if not (ROOT / target).exists():
            _LOG.warning("%s has a link to %s, which is not there", page.file.src_uri, target)
        return f"]({REPOSITORY}{target}{link['anchor'] or ''})"

    def case(name: "re.Match[str]") -> str:
        target = f"fixtures/engines/{name['case']}.case"
        return f"[{name['case']}]({REPOSITORY}{target})" if (ROOT / target).is_file() else name[0]

    # The site shows the names of files above them; GitHub does not, so that pages say them.
    return _CASE.sub(case, _LINK.sub(elsewhere, _NAME.sub("", markdown)))


def on_post_page(output: str, page: Page, config: MkDocsConfig) -> str:
    """Mend two things of the theme: a dialog without a name, and code that only a mouse can scroll.

    The playground is no page of mkdocs, and is in every copy of the site beside the others.
    """
    playground = f'href="{config.site_url}play/"'
    output = output.replace(playground, f'href="{"../" * page.url.count("/")}play/"')
    nameless = 'data-md-component="search" role="dialog"'
    named = output.replace(nameless, f'{nameless} aria-label="Search"', 1)
    return named.replace("<pre><span></span><code>", '<pre><span></span><code tabindex="0">')
