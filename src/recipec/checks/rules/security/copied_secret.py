"""RC903."""

from collections.abc import Iterator
from posixpath import basename

from recipec.checks.copying import places
from recipec.checks.recipe import Recipe
from recipec.checks.rule import Problem, rule
from recipec.diagnostics.finding import Severity
from recipec.ir.steps import Copy, FromContext
from recipec.ir.text import show

_NAMES = frozenset(
    (
        "id_rsa id_dsa id_ecdsa id_ed25519 .netrc .pypirc .npmrc .git-credentials credentials.json "
        "service-account.json kubeconfig .pgpass .my.cnf .htpasswd .env"
    ).split()
)
# What a person or an institute is given, and may not hand on.
_LICENCES = frozenset(("mjkey.txt", "license.lic", "license.dat", "gurobi.lic", "stata.lic", "network.lic"))
_FOLDERS = frozenset((".ssh", ".aws", ".gnupg", ".kube", ".azure", ".docker"))


@rule("RC903", Severity.ERROR, "definition", "dockerfile")
def copied_secret(recipe: Recipe) -> Iterator[Problem]:
    """A file with a key or a password is copied into the image.

    Everybody who gets the image has it then, also a licence that was given to one of them. To delete it in a later step
    hides it in an image of Apptainer; in one of Docker it stays in the layer of the copy.

    ## Example

    ```dockerfile
    FROM debian:12
    COPY id_rsa /root/.ssh/id_rsa
    ```

    ## Use instead

    ```dockerfile
    FROM debian:12
    COPY known_hosts /etc/ssh/ssh_known_hosts
    ```
    """
    for step, placed in recipe.steps(Copy):
        if not isinstance(step.origin_of, FromContext):
            continue
        spots = places(recipe, placed)
        for index, source in enumerate(step.sources):
            path = show(source).rstrip("/")
            name = basename(path)
            if name.lower() in _LICENCES:
                yield Problem(
                    spots[index] if index < len(spots) else placed.span,
                    f"everybody who gets the image gets the licence `{name}`",
                    "bind it when the image runs, where the program looks for it",
                    severity=Severity.WARNING,
                )
            if name in _NAMES or _FOLDERS & set(path.split("/")):
                if name.endswith((".pub", "known_hosts", "config")) or name == "authorized_keys":
                    continue
                yield Problem(
                    spots[index] if index < len(spots) else placed.span,
                    f"everybody who gets the image gets `{name}`",
                    "mount it for the step that needs it, or bind it when the image runs",
                )
