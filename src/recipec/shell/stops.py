"""What ``-e`` would do to a command: whether it stops where the same command without ``-e`` would have failed.

The rules are POSIX's: a failure is ignored in what is tested (``if``, ``while``, ``!``) and in all but the last part of
``a && b || c``; a compound command that fails by an ignored failure does not stop the shell, a subshell does.
"""

from recipec.regex import regex
from recipec.shell.syntax import Command, Compound, Pipeline, Sequence, Simple, Statement

# Commands that succeed, as long as nothing is redirected.
_SURE = frozenset((":", "true", "echo", "break", "continue"))
_DECLARES = regex(r"[A-Za-z_][A-Za-z0-9_]*(?:=|\Z)")
_STATUS = regex(r"[0-9]{1,3}\Z|\$\?\Z")


class Stops:
    """Judges commands. ``functions`` are names that the script defines: a call to them is never sure."""

    def __init__(self, functions: frozenset[str] = frozenset()) -> None:
        self.functions = functions

    def is_sure(self, command: Command) -> bool:
        """Tell whether a command never ends with a failure (it may end the shell)."""
        if command.redirects:
            return False
        if isinstance(command, Compound):
            match command.kind:
                case "function":
                    return True
                case "brace" | "if" | "case" | "for" | "while" | "until":
                    return all(self.never_fails(body) for body in command.bodies)
                case _:
                    return False
        if not command.words:
            return not any(assignment.value and assignment.value.bodies for assignment in command.assignments)
        name = command.name
        if name is None or name in self.functions or command.assignments:
            return False
        if name == "exit":
            return len(command.words) == 1 or (
                len(command.words) == 2 and _STATUS.match(command.words[1].raw) is not None
            )
        if name == "export":
            return all(_DECLARES.match(word.raw) for word in command.words[1:])
        return name in _SURE or options(command) is not None

    def never_fails(self, sequence: Sequence) -> bool:
        """Tell whether no statement of a sequence ends with a failure."""
        return all(self.statement_is_sure(statement) for statement in sequence.statements)

    def statement_is_sure(self, statement: Statement) -> bool:
        def sure(pipeline: Pipeline) -> bool:
            return not pipeline.is_negated and len(pipeline.parts) == 1 and self.is_sure(pipeline.parts[0])

        if statement.operators and statement.operators[-1] == "||":
            return sure(statement.parts[-1]) and not statement.is_background
        return not statement.is_background and all(sure(pipeline) for pipeline in statement.parts)

    def stops_alike(self, pipeline: Pipeline) -> bool:
        """Tell whether ``-e`` changes nothing inside, and stops the shell exactly when this fails."""
        if pipeline.is_negated:
            return False
        if len(pipeline.parts) > 1:
            return all(self.is_alike_in_subshell(part) for part in pipeline.parts)
        command = pipeline.parts[0]
        if isinstance(command, Simple):
            return True
        if command.kind == "subshell":
            return self.is_honest(command.bodies[0])
        if command.redirects:
            return False
        match command.kind:
            case "brace" | "if" | "case" | "function":
                return all(self._body_stops_alike(body) for body in command.bodies)
            case "for" | "while" | "until":
                return all(self.never_fails(body) and self._body_stops_alike(body) for body in command.bodies)
            case _:
                return False

    def _body_stops_alike(self, body: Sequence) -> bool:
        *before, last = body.statements or (None,)
        if last is None:
            return True
        for statement in before:
            if statement is None or not (self.statement_is_sure(statement) and self.statement_stops_alike(statement)):
                return False
        return self.statement_stops_alike(last)

    def statement_stops_alike(self, statement: Statement) -> bool:
        if statement.is_background:
            return False
        if not statement.operators:
            return self.stops_alike(statement.parts[0])
        if statement.operators[-1] == "||":
            return self.stops_alike(statement.parts[-1])
        return self.statement_is_sure(statement) and all(self.stops_alike(part) for part in statement.parts)

    def is_alike_in_subshell(self, command: Command) -> bool:
        """Tell the same of a part of a pipeline: what counts is its status."""
        if isinstance(command, Simple):
            return True
        if command.kind in ("subshell", "brace"):
            return self.is_honest(command.bodies[0])
        return self.stops_alike(Pipeline(command.span, (command._replace(redirects=()),)))

    def is_honest(self, sequence: Sequence) -> bool:
        """Tell whether a sequence that is a shell of its own runs the same under ``-e``, to the same status."""
        if not sequence.statements:
            return True
        for statement in sequence.statements[:-1]:
            if not (self.statement_is_sure(statement) and self.statement_stops_alike(statement)):
                return False
        last = sequence.statements[-1]
        if last.is_background:
            return False
        # All but the last part are tested, or are followed by the end of the shell when they fail.
        final = last.parts[-1]
        return final.is_negated or self.stops_alike(final)

    def ends_the_shell(self, pipeline: Pipeline) -> bool:
        """Tell whether a failure of this stops a shell under ``-e``, whatever else happens inside."""
        if pipeline.is_negated:
            return False
        if len(pipeline.parts) > 1 or isinstance(pipeline.parts[0], Simple):
            return True
        command = pipeline.parts[0]
        if command.kind in ("subshell", "function"):
            return True
        if command.redirects:
            return False
        for body in command.bodies:
            if body.statements:
                last = body.statements[-1]
                if last.is_background or (last.operators and last.operators[-1] == "&&"):
                    return False
                if not self.ends_the_shell(last.parts[-1]):
                    return False
        return True


_LETTERS = {
    "a": "allexport",
    "b": "notify",
    "C": "noclobber",
    "e": "errexit",
    "f": "noglob",
    "h": "hashall",
    "m": "monitor",
    "u": "nounset",
    "v": "verbose",
    "x": "xtrace",
}
_NAMES = frozenset((*_LETTERS.values(), "pipefail"))


def options(command: Command) -> frozenset[str] | None:
    """Say which options a ``set`` switches on; None for all else, a ``set`` that does more too."""
    if not isinstance(command, Simple) or command.name != "set" or command.assignments or command.redirects:
        return None
    found: set[str] = set()
    is_named = False
    if len(command.words) == 1:
        return None
    for word in command.words[1:]:
        value = word.value
        if value is None or not value:
            return None
        if is_named:
            if value not in _NAMES:
                return None
            found.add(value)
            is_named = False
            continue
        if value[0] != "-" or len(value) < 2:
            return None
        letters = value[1:]
        if letters.endswith("o"):
            is_named = True
            letters = letters[:-1]
        if any(letter not in _LETTERS for letter in letters):
            return None
        found |= {_LETTERS[letter] for letter in letters}
    return None if is_named else frozenset(found)


def switched_on(pipeline: Pipeline) -> frozenset[str]:
    """Say which options a pipeline switches on that is one ``set``; none for all else."""
    if len(pipeline.parts) != 1 or pipeline.is_negated:
        return frozenset()
    return options(pipeline.parts[0]) or frozenset()


def errexit_from_start(body: Sequence) -> bool:
    """Tell whether a script switches ``-e`` on before it does anything else."""
    return bool(body.statements) and "errexit" in switched_on(body.statements[0].parts[0])
