"""What is known of the rules without importing them, written by ``python -m recipec.checks``."""

# fmt: off
RULES: tuple[tuple[str, str, str, tuple[str, ...], tuple[str, ...], bool, str, str], ...] = (
    ('RC008', 'byte-order-mark', 'error', ('definition',), ('\ufeff',), True, 'recipec.checks.rules.syntax.byte_order_mark', 'The file begins with a byte-order mark, which no engine takes for nothing.'),
    ('RC014', 'header-without-effect', 'info', ('definition',), ('includecmd',), False, 'recipec.checks.rules.syntax.header_without_effect', '`IncludeCmd` does nothing.'),
    ('RC104', 'sudo', 'error', ('definition', 'dockerfile-to-engine'), ('sudo',), False, 'recipec.checks.rules.privileges.sudo', '`sudo` is not in the image, or cannot make anybody root.'),
    ('RC107', 'software-in-root', 'error', ('definition', 'dockerfile-to-engine'), ('/root', 'rustup', 'cargo', 'nvm', 'pyenv', 'sdkman', 'juli', 'poetry', 'uv', 'pixi', 'ghcup', 'bun', 'deno', 'opam', 'cabal', 'go', '--user', 'conda'), False, 'recipec.checks.rules.privileges.software_in_root', 'Software is installed below `/root`, where only root can go.'),
    ('RC301', 'masked-failure', 'error', ('definition',), ('&&',), False, 'recipec.checks.rules.scripts.masked_failure', 'A failing `a` in `a && b` does not stop `%post`.'),
    ('RC309', 'bash-syntax', 'error', ('definition',), (), False, 'recipec.checks.rules.scripts.bash_syntax', '`/bin/sh` stops at what only bash understands.'),
    ('RC310', 'bash-meaning', 'warning', ('definition',), ('[[', '((', '==', '=~', '-v', '&>', '{', "$'", 'echo', 'random', 'uid', 'seconds', 'bash', 'funcname', 'pipestatus', 'type'), False, 'recipec.checks.rules.scripts.bash_meaning', '`/bin/sh` takes what bash says for something else, and goes on.'),
)
