# The common commands. `just` lists them.

python := ".venv/bin/python"

_list:
    @just --list

# A virtual environment with everything
setup:
    scripts/setup dev

# All tests; those with engines are skipped where there are none
test *ARGUMENTS:
    {{python}} -m pytest -n auto {{ARGUMENTS}}

# Types, style, layers
lint:
    {{python}} -m mypy
    {{python}} -m ruff check .
    {{python}} -m ruff format --check .
    .venv/bin/lint-imports

# The documentation site, checked; `just docs serve` shows it while it is written
docs *ARGUMENTS:
    scripts/docs {{ARGUMENTS}}

# The playground alone, in a folder for a web server
playground FOLDER:
    {{python}} -m scripts.playground {{FOLDER}}

# Rewrite the golden files and the generated parts of the docs; `git diff` is the review
update:
    {{python}} -m pytest --update tests/golden tests/unit tests/rules tests/architecture

# Convert a folder of real recipes and print what happened
census FOLDER *OPTIONS:
    {{python}} -m scripts.census {{FOLDER}} {{OPTIONS}}

# Speed and memory beside spython and bare Python
bench *ARGUMENTS:
    {{python}} scripts/bench.py {{ARGUMENTS}}

# Speed and memory of checking, beside hadolint, spython and bare Python
bench-lint FOLDER *ARGUMENTS:
    {{python}} -m scripts.bench_lint {{FOLDER}} {{ARGUMENTS}}

# How quickly the language server answers
bench-editor:
    {{python}} -m scripts.bench_editor

# How long people wait for the playground
bench-playground:
    {{python}} -m scripts.bench_playground

# spython and recipec on the same engine cases
scoreboard *FOLDERS:
    {{python}} -m scripts.scoreboard {{FOLDERS}}

# The parse table of the grammar, built ahead of time
grammar:
    {{python}} -m recipec.grammar

# Wheel, sdist and a wheelhouse in dist/, each used as users do, by every Python that is here
packages *ARGUMENTS:
    {{python}} -m pip install -q --group packages
    {{python}} -m scripts.packages {{ARGUMENTS}}

# The definition file of recipec's own image, from the Containerfile
container:
    .venv/bin/recipec convert packaging/container/Containerfile --context . --start-in caller --quiet \
        -o packaging/container/recipec.def --force
