"""An explanation as one page that needs nothing else: both recipes side by side, with what links them."""

from base64 import b64encode
from collections.abc import Iterable, Iterator
from hashlib import sha256
from html import escape
from importlib.resources import files

from recipec.diagnostics.finding import Finding
from recipec.diagnostics.render.form import page
from recipec.explanation.explanation import Explanation, Place, Step
from recipec.format import Format
from recipec.regex import regex
from recipec.source import Source, Span

_KINDS = {Format.DOCKERFILE: "Dockerfile", Format.DEFINITION: "definition file"}
_USE = """<p>Each step of the recipe has below it what became of it, and why. Point at a step, or go from one to the
next with <kbd>j</kbd> and <kbd>k</kbd>, to see its lines in the output.</p>
"""
_TOKEN = regex(r"\{\{\s*\w+\s*\}\}|\$\{[^}]*\}|\$\w+|\$[@#*?!$-]")
_COMMENT = regex(r"\s*#(?!!)")
_HEAD = regex(r"\s*(?:%\w+|[A-Za-z]\w*:|[A-Z]+(?=\s|$))")
_CODE = regex(r"`([^`]+)`")


def render(explanation: Explanation) -> str:
    """Write the page. Whatever is in a recipe is text there, and the page may load nothing and run nothing else."""
    style, script = _asset("page.css"), _asset("page.js")
    source, output = explanation.source, Source(explanation.text)
    title = f"{source.name} as a {_KINDS[explanation.format.other]} for {explanation.target}"
    policy = f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; base-uri 'none'"
    return "".join(
        (
            '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">\n',
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
            f"<title>{escape(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n",
            f"<header>\n<h1>{escape(title)}</h1>\n",
            f"{_USE}</header>\n",
            *_loose(explanation.findings),
            '<main>\n<section class="pane" id="input" aria-labelledby="input-title">\n',
            f'<h2 id="input-title">{escape(source.name)}</h2>\n',
            *_input(explanation, source, output),
            '</section>\n<section class="pane" id="output" tabindex="0" aria-labelledby="output-title">\n',
            f'<h2 id="output-title">The {_KINDS[explanation.format.other]}</h2>\n',
            *_output(explanation, output),
            f"</section>\n</main>\n<script>{script}</script>\n</body>\n</html>\n",
        )
    )


def _asset(name: str) -> str:
    return files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    return f"sha256-{b64encode(sha256(text.encode()).digest()).decode()}"


def _loose(findings: Iterable[Finding]) -> Iterator[str]:
    told = [_finding(finding) for finding in findings]
    if told:
        yield f'<ul class="loose">\n{"".join(told)}</ul>\n'


def _input(explanation: Explanation, source: Source, output: Source) -> Iterator[str]:
    """Write the lines of the recipe: those of a step together, with its notes below."""
    at = 1
    for number, step in enumerate(explanation.steps):
        first, last = _lines(step.span, source)
        yield from (_line(source.line(line), line, f"i{line}") for line in range(at, first))
        at = max(at, last + 1)
        to = " ".join(f"o{line}" for place in step.places for line in _all(place.span, output))
        where = f"line {first}" if first == last else f"lines {first} to {last}"
        label = escape(f"{step.name}, {where}")
        yield f'<div class="step" id="s{number}" data-to="{to}" tabindex="0" role="group" aria-label="{label}">\n'
        for line in range(first, last + 1):
            yield _line(source.line(line), line, f"i{line}", is_head=line == first)
        yield f'<ul class="notes">\n{"".join(_notes(step, output))}</ul>\n</div>\n'
    yield from (_line(source.line(line), line, f"i{line}") for line in range(at, _count(source) + 1))


def _notes(step: Step, output: Source) -> Iterator[str]:
    if step.places:
        yield f"<li>→ {', '.join(_link(place, output) for place in step.places)}</li>\n"
    else:
        yield "<li>→ nothing of it is written</li>\n"
    yield from (f"<li>{_prose(sentence)}</li>\n" for sentence in step.why)
    yield from map(_finding, step.findings)


def _link(place: Place, output: Source) -> str:
    first, last = _lines(place.span, output)
    where = f"line {first}" if first == last else f"lines {first} to {last}"
    return f'<a href="#o{first}">{escape(place.section)}, {where}</a>'


def _finding(finding: Finding) -> str:
    level = finding.severity.value
    help_ = f"; {_prose(finding.help)}" if finding.help else ""
    return (
        f'<li class="finding {level}"><span class="level">{level}</span> '
        f'<a href="{escape(page(finding.kind))}">{finding.code}</a>: {_prose(finding.message)}{help_}</li>\n'
    )


def _output(explanation: Explanation, output: Source) -> Iterator[str]:
    made_of: dict[int, int] = {}
    for number, step in enumerate(explanation.steps):
        for place in step.places:
            for line in _all(place.span, output):
                made_of.setdefault(line, number)
    for line in range(1, _count(output) + 1):
        text = output.line(line)
        yield _line(text, line, f"o{line}", is_head=_HEAD.match(text) is not None, step=made_of.get(line))


def _line(text: str, number: int, name: str, *, is_head: bool = False, step: int | None = None) -> str:
    link = "" if step is None else f' data-from="s{step}"'
    head = f'<span class="number">{number}</span>'
    if step is not None:
        head = f'<a class="number" href="#s{step}" tabindex="-1" aria-label="{number}: its step">{number}</a>'
    return f'<div class="line" id="{name}"{link}>{head}<code>{_code(text, is_head=is_head)}</code></div>\n'


def _code(text: str, *, is_head: bool) -> str:
    if _COMMENT.match(text):
        return f'<span class="comment">{escape(text)}</span>'
    found = _HEAD.match(text) if is_head else None
    at = found.end() if found else 0
    parts = [f'<span class="keyword">{escape(text[:at])}</span>'] if found else []
    for token in _TOKEN.finditer(text, at):
        parts += (escape(text[at : token.start()]), f'<span class="variable">{escape(token[0])}</span>')
        at = token.end()
    return "".join((*parts, escape(text[at:])))


def _prose(text: str) -> str:
    return _CODE.sub(r"<code>\1</code>", escape(text, quote=False))


def _lines(span: Span, source: Source) -> tuple[int, int]:
    return source.position(span.start).line, source.position(max(span.start, span.end - 1)).line


def _all(span: Span, source: Source) -> range:
    first, last = _lines(span, source)
    return range(first, last + 1)


def _count(source: Source) -> int:
    return len(source.line_starts) - source.text.endswith("\n")
