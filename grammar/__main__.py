"""Build the parse table of definition files anew: ``python -m recipec.grammar``."""

from pathlib import Path

from recipec.definition.parse.table import build_table

Path(__file__).with_name("definition_table.py").write_text(build_table(), encoding="utf-8")
