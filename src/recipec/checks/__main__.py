"""``python -m recipec.checks``: write the table of all rules anew."""

from pathlib import Path

from recipec.checks.registry import build_table

if __name__ == "__main__":
    Path(__file__).with_name("table.py").write_text(build_table(), encoding="utf-8")
