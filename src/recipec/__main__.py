"""``python -m recipec`` is the command ``recipec``."""

from recipec.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
