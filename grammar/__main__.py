"""Build the parse table of definition files anew: ``python -m recipec.grammar``."""

from pathlib import Path

from recipec.grammar.build import table

Path(__file__).with_name("definition_table.py").write_text(table(), encoding="utf-8")
