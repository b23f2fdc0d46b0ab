"""The page of the package: what is a link into the repository in README.md is one to it from anywhere there."""

import re
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface

_REPOSITORY = "https://github.com/recipec/recipec/blob/main/"


class Readme(MetadataHookInterface):
    """Gives the package its description."""

    def update(self, metadata: dict[str, object]) -> None:
        """Put the text of README.md in, with links that hold outside of the repository."""
        text = Path(self.root, "README.md").read_text(encoding="utf-8")
        linked = re.sub(r"\]\((?![a-z]+:|#)", f"]({_REPOSITORY}", text)
        metadata["readme"] = {"content-type": "text/markdown", "text": linked}
