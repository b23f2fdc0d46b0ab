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
    ('RC402', 'not-exported', 'warning', ('definition',), ('%environment',), False, 'recipec.checks.rules.environment.not_exported', 'A variable is set in `%environment`, but not exported.'),
    ('RC403', 'host-variable-in-environment', 'warning', ('definition',), ('%environment',), False, 'recipec.checks.rules.environment.host_variable_in_environment', '`%environment` asks for a variable of the host, and finds it empty.'),
    ('RC405', 'unset-in-environment', 'warning', ('definition',), ('unset',), False, 'recipec.checks.rules.environment.unset_in_environment', "`unset` in `%environment` lets the host's value in."),
    ('RC406', 'stop-in-environment', 'error', ('definition',), ('%environment',), False, 'recipec.checks.rules.environment.stop_in_environment', '`%environment` ends the start of the container before its program.'),
    ('RC407', 'shell-only-environment', 'warning', ('definition',), ('alias', '()', 'function', 'ulimit', 'trap', 'export', 'declare', 'complete'), False, 'recipec.checks.rules.environment.shell_only_environment', '`%environment` makes what only the shell that reads it knows: aliases, functions, limits, traps.'),
    ('RC408', 'work-in-environment', 'warning', ('definition',), ('%environment',), False, 'recipec.checks.rules.environment.work_in_environment', '`%environment` does more than to set variables.'),
    ('RC409', 'conda-activate', 'error', ('definition', 'dockerfile'), ('activate',), False, 'recipec.checks.rules.environment.conda_activate', '`conda activate` stands where it cannot work, or where nothing reads it.'),
    ('RC410', 'shell-startup-file', 'warning', ('definition', 'dockerfile-to-engine'), ('.bashrc', '.bash_profile', '.profile', '.zshrc', '.bash_login', '.zprofile', '.cshrc', 'bash.bashrc'), False, 'recipec.checks.rules.environment.shell_startup_file', "The image's variables are written into a file that only interactive shells read."),
    ('RC411', 'login-shell', 'warning', ('definition', 'dockerfile-to-engine'), ('-l', '--login', '/etc/profile'), False, 'recipec.checks.rules.environment.login_shell', "A login shell at the start takes the image's `PATH` away."),
    ('RC412', 'empty-path-element', 'warning', ('definition', 'dockerfile-to-engine'), ('classpath', 'cpath', 'cplus_include_path', 'c_include_path', 'ld_library_path', 'library_path', 'perl5lib', 'pythonpath', 'r_libs'), False, 'recipec.checks.rules.environment.empty_path_element', 'A search path is put before or behind itself when it is empty, and then names the current directory.'),
)
