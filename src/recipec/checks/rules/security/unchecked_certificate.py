"""RC906."""

from collections.abc import Iterator

from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.shell.syntax import Word

_OPTIONS = {
    "curl": ("-k", "--insecure"),
    "wget": ("--no-check-certificate",),
    "pip": ("--trusted-host",),
    "pip3": ("--trusted-host",),
    "aria2c": ("--check-certificate=false",),
}
_VARIABLES = {"GIT_SSL_NO_VERIFY", "PYTHONHTTPSVERIFY", "NODE_TLS_REJECT_UNAUTHORIZED"}


@rule(
    "RC906",
    Severity.WARNING,
    "definition",
    "dockerfile",
    words="-k --insecure check-certificate trusted-host ssl_verify sslverify ssl_no_verify httpsverify "
    "reject_unauthorized",
)
def unchecked_certificate(recipe: Recipe) -> Iterator[Problem]:
    """Nobody checks whom a download comes from.

    Whoever stands in between can send something else, and the build will take it. Most often the certificates of the
    base image are missing or old: installing `ca-certificates` mends that.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget --no-check-certificate https://example.org/tool-1.0.tar.gz -O /opt/tool.tar.gz
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %post
        wget https://example.org/tool-1.0.tar.gz -O /opt/tool.tar.gz
    ```
    """
    for one in recipe.invocations("curl", "wget", "pip", "pip3", "aria2c", "git", "conda"):
        if not one.script.is_build:
            continue
        word = _option(one.name, one.arguments)
        if word is not None:
            yield Problem(
                one.at(word),
                "the download may come from anybody who stands in between",
                "leave it out, and install `ca-certificates`",
            )
    for script in recipe.scripts:
        if not script.is_build or not any(name in script.text for name in _VARIABLES):
            continue
        for found in script.script.commands:
            for word in found.command.words:
                name, _, value = word.raw.partition("=")
                if name in _VARIABLES and value not in ("", "0" if name.startswith("GIT") else "1"):
                    yield Problem(
                        script.span(word.span),
                        "downloads may come from anybody who stands in between",
                        "leave it out, and install `ca-certificates`",
                    )


def _option(name: str, words: tuple[Word, ...]) -> Word | None:
    values = [word.raw for word in words]
    if name == "git":
        return next((word for word in words if word.raw.lower() == "http.sslverify=false"), None) or (
            words[values.index("http.sslVerify")]
            if "http.sslVerify" in values and values[-1] in ("false", "0")
            else None
        )
    if name == "conda":
        is_off = "ssl_verify" in values and values[-1].lower() in ("no", "false", "0")
        return words[values.index("ssl_verify")] if is_off else None
    options = _OPTIONS.get(name, ())
    for word in words:
        if word.raw in options or word.raw.startswith(tuple(option + "=" for option in options if option[:2] == "--")):
            return word
        if name == "curl" and word.raw[:1] == "-" and word.raw[1:2] not in ("-", "") and _is_cluster(word.raw):
            return word
    return None


def _is_cluster(raw: str) -> bool:
    """Tell whether `-k` is among letters such as `-skL`, and no part of a value (`-okay`)."""
    letters = raw[1:]
    before = letters.partition("k")[0]
    return "k" in letters and letters.isalpha() and not set(before) & set("oHdXuATcbeFwmKxyYzEtrPQC")
