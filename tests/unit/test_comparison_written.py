"""Shell commands are written in one way, and different ones in different ways."""

import pytest

from recipec.comparison.written import plain, sequence
from recipec.shell.script import parse


def written(text: str) -> str:
    script = parse(text)
    assert script.is_understood
    return sequence(script, script.body)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("make   install", "make 'install'"),
        ("make \\\n    install # all", "make install"),
        ('echo "$A" ${B}', 'echo "${A}" $B'),
        ("echo a/'b c'", 'echo "a/b c"'),
        ("A=$B make", 'A="$B" make'),
        ("cat > /etc/a", "cat >/etc/a"),
        ("if a\nthen\n  b\nelse c; fi", "if a; then b; else c; fi"),
        ("for a in 1 2\ndo\n  # each\n  make $a\ndone", "for a in 1 2; do make ${a}; done"),
        ("case $a in\n  x)\n    make\n    ;;\nesac", "case $a in x) make ;; esac"),
        ("case $a in x) b\n c ;; esac", "case $a in x) b; c ;; esac"),
        ("cat <<END\n  a\nEND\n", "cat <<EOF\n  a\nEOF\n"),
        ("( cd /a\nmake )", "(cd /a; make)"),
        ("while a; do b; done", "while a\ndo\nb\ndone"),
    ],
)
def test_these_are_the_same(text: str, same: str) -> None:
    assert written(text) == written(same)


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("echo $A", 'echo "$A"'),
        ("echo '$A'", 'echo "$A"'),
        ("echo *", "echo '*'"),
        ("echo a b", "echo 'a b'"),
        ("echo 'a  b'", "echo 'a b'"),
        ("a && b", "a || b"),
        ("a | b", "a; b"),
        ("! a", "a"),
        ("a &", "a"),
        ("(a)", "{ a; }"),
        ("[[ $a == *.y ]]", "[[ $a == '*.y' ]]"),
        ("case $a in x) b c ;; esac", "case $a in x) b\n c ;; esac"),
        ("case $a in x) echo 'a  b' ;; esac", "case $a in x) echo 'a b' ;; esac"),
        ("cat <<EOF\n  a\nEOF\n", "cat <<EOF\na\nEOF\n"),
        ("cat <<EOF\n$a\nEOF\n", "cat <<'EOF'\n$a\nEOF\n"),
        ("make 2>a", "make >a"),
        ("A+=b", "A=b"),
        ("echo ${A:-b}", "echo ${A:-c}"),
    ],
)
def test_these_differ(text: str, other: str) -> None:
    assert written(text) != written(other)


def test_the_margins_of_another_language_matter() -> None:
    assert plain("    a\n      b\n") == plain("a\n  b")
    assert plain("a\n  b") != plain("a\nb")
