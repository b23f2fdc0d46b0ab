"""Reading what the grammar of the shell loses its way in."""

import pytest

from recipec.shell.script import parse

READ = {
    "a here-document that ends below a line of blanks": "cat <<EOF\n#cd $A\n  \nEOF\n  #cd /\n  rm x\n",
    "a blank behind the backslash that should continue a line": "make a \\ \n  b\nrm x\n",
    "an escaped blank between words": "make a \\ b\nrm x\n",
    "escaped backquotes in a here-document": "cat <<EOF\n\\`date\\` $A\nEOF\nrm x\n",
    "a backslash at the very end": "if a; then b; fi\nrm x \\\n",
}


@pytest.mark.parametrize("what", READ)
def test_what_stands_beside_it_is_seen(what: str) -> None:
    script = parse(READ[what])

    assert script.is_understood

    names = [found.command.words[0].value for found in script.commands if found.command.words]
    assert names[-1] == "rm"


def test_an_escaped_blank_is_a_word() -> None:
    command = parse("make a \\ \n  b\n").commands[0].command

    assert [word.value for word in command.words] == ["make", "a", " "]


def test_an_escaped_backslash_escapes_no_blank() -> None:
    command = parse("make $(a) \\\\ b\n").commands[0].command

    assert [word.raw for word in command.words] == ["make", "$(a)", "\\\\", "b"]


def test_backquotes_in_a_here_document_are_not_understood() -> None:
    assert not parse("cat <<EOF\n\\\\`date`\nEOF\n").is_understood
