"""RC416."""

from collections.abc import Iterator

from recipec.checks.images import distribution_of, image_of, is_distribution
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Related, Severity
from recipec.diagnostics.fix import Edit, Fix
from recipec.format import Format
from recipec.ir.steps import Copy

_NAMES = frozenset(("LANG", "LC_ALL", "LC_CTYPE"))
# Images that add programs to a distribution, but no locale.
_WITHOUT = frozenset("python node ruby perl gcc golang rust buildpack-deps nvidia/cuda nvcr.io/nvidia/cuda".split())
_MAKES = ("locale-gen", "localedef", "update-locale", "dpkg-reconfigure", "localectl")
_PACKAGES = ("locales-all", "language-pack", "glibc-langpack", "glibc-all-langpacks", "glibc-locale", "locales-utf8")


@rule("RC416", Severity.WARNING, "definition", "dockerfile-to-engine", words="lang lc_all lc_ctype")
def locale(recipe: Recipe) -> Iterator[Problem]:
    """The image is told to use a locale that it does not have.

    Images of distributions hold `C`, `POSIX` and mostly `C.UTF-8`, and no other locale. `perl` and `bash` then say
    `Setting locale failed` and `cannot change locale` with every command, R says it at its start, and text is not
    UTF-8 any more.

    ## Example

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export LC_ALL=en_US.UTF-8
    ```

    ## Use instead

    ```singularity
    Bootstrap: docker
    From: debian:12

    %environment
        export LC_ALL=C.UTF-8
    ```
    """
    wrong = [
        one
        for one in recipe.assigned
        if one.name in _NAMES
        and one.is_final
        and one.is_exported
        and one.stage in recipe.final_stages
        and _is_foreign(one.value)
    ]
    # The last one counts.
    ends = {one.name: one for one in recipe.assigned if one.is_final and one.stage in recipe.final_stages}
    wrong = [one for one in wrong if ends[one.name] is one]
    if "LC_ALL" in ends and not any(one.name == "LC_ALL" for one in wrong):
        return  # which stands above all others
    if not wrong or not _is_bare(recipe) or _is_made(recipe):
        return
    first = wrong[0]
    yield Problem(
        first.value_at,
        f"the image has no locale `{first.value}`: programs complain at every start, and fall back to `C`",
        "use `C.UTF-8`, or make the locale: with `locale-gen`, `localedef` or a package",
        related=tuple(Related(one.at, "and here") for one in wrong[1:]),
        fix=Fix("use C.UTF-8", tuple(Edit(one.value_at, "C.UTF-8") for one in wrong), is_safe=False)
        if all(one.place != "file" for one in wrong)
        else None,
    )


def _is_foreign(value: str | None) -> bool:
    """Tell whether a value names the language of a country: ``de_DE.UTF-8``."""
    return value is not None and len(value) >= 5 and value[2] == "_" and value[:2].islower() and value[3:5].isupper()


def _is_bare(recipe: Recipe) -> bool:
    """Tell whether the base is known to have no locales but `C` and its like."""
    distribution = distribution_of(recipe, recipe.final)
    image = image_of(recipe, recipe.final)
    if distribution is None or image is None or not (is_distribution(image) or image.name in _WITHOUT):
        return False
    if distribution.name in ("debian", "ubuntu"):
        return image.name != "phusion/baseimage"  # which makes one
    # CentOS 7 came with en_US; from 8 on there is a package for each language.
    return distribution.name in ("rocky", "alma", "fedora") or (
        distribution.name == "centos" and distribution.major == 8
    )


def _is_made(recipe: Recipe) -> bool:
    for script in recipe.scripts:
        if recipe.is_made_by(script):
            if any(name in script.text for name in _MAKES) or not script.is_shell:
                return True
            if any(name in script.text for name in _PACKAGES):
                return True
    if recipe.format is Format.DOCKERFILE and any(
        "locale" in part
        for step, placed in recipe.steps(Copy)
        if placed.stage in recipe.final_stages and step.destination
        for part in step.destination
        if isinstance(part, str)
    ):
        return True
    # A script of the recipe's own may do it.
    return any(
        "/" in word.raw and word.raw.endswith(".sh")
        for script in recipe.scripts
        if recipe.is_made_by(script)
        for one in script.invocations
        if one.name.endswith(".sh") or one.name in ("sh", "bash", ".", "source")
        for word in one.words
    )
