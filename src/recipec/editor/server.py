"""The language server: what editors ask, in their protocol, answered by the other modules of this folder.

The only module that imports pygls, which takes longer to import than everything else together.
"""

import asyncio
import os
from collections.abc import Callable, Iterable
from importlib.metadata import version

from lsprotocol import types
from pygls.lsp.server import LanguageServer
from pygls.uris import from_fs_path, to_fs_path

from recipec.checks.settings import Settings
from recipec.diagnostics.finding import Finding, Severity
from recipec.diagnostics.fix import Edit
from recipec.diagnostics.render.form import page
from recipec.editor import actions, completion, hover, names, positions, symbols
from recipec.editor.diagnosis import Diagnosis, diagnose
from recipec.editor.document import Document
from recipec.errors import RecipeError
from recipec.format import Format
from recipec.source import Source, Span
from recipec.target import DOCKER
from recipec.typed import TypeAlias

# What is configured for a recipe: its settings, and the least severity to show.
Configure: TypeAlias = Callable[[str | None], tuple[Settings, Severity]]

CONVERT = "recipec.convert"
# While somebody types, only the last of several versions is looked at.
_PAUSE = 0.15
_SEVERITIES = {
    Severity.ERROR: types.DiagnosticSeverity.Error,
    Severity.WARNING: types.DiagnosticSeverity.Warning,
    Severity.INFO: types.DiagnosticSeverity.Information,
}
_SYMBOLS = {
    symbols.Kind.STAGE: types.SymbolKind.Module,
    symbols.Kind.STEP: types.SymbolKind.Function,
    symbols.Kind.SECTION: types.SymbolKind.Function,
    symbols.Kind.APP: types.SymbolKind.Class,
    symbols.Kind.ARGUMENT: types.SymbolKind.Variable,
}
_ITEMS = {
    completion.Kind.KEYWORD: types.CompletionItemKind.Keyword,
    completion.Kind.FLAG: types.CompletionItemKind.Property,
    completion.Kind.STAGE: types.CompletionItemKind.Module,
    completion.Kind.VARIABLE: types.CompletionItemKind.Variable,
    completion.Kind.VALUE: types.CompletionItemKind.Value,
    completion.Kind.RULE: types.CompletionItemKind.Reference,
}


class Server(LanguageServer):
    """A server with what it has found in each open document."""

    def __init__(self, configure: Configure) -> None:
        super().__init__("recipec", version("recipec"))
        self.configure = configure
        self.found: dict[str, tuple[int | None, Document, Diagnosis]] = {}
        self.waiting: dict[str, asyncio.Task[None]] = {}
        self.complaint = ""

    def units(self) -> positions.Units:
        return positions.Units(self.workspace.position_encoding or positions.Units.UTF_16)

    def document(self, uri: str) -> Document:
        """Give the document as it is now; the one that was looked at last, if it is still the same."""
        text = self.workspace.get_text_document(uri)
        known = self.found.get(uri)
        if known is not None and known[0] == text.version and known[1].text == text.source:
            return known[1]
        return Document(text.source, to_fs_path(uri), text.language_id or "")

    def diagnosis(self, uri: str) -> Diagnosis:
        """Give what is found in a document as it is now."""
        document = self.document(uri)
        known = self.found.get(uri)
        if known is not None and known[1] is document:
            return known[2]
        settings, level = self.settings(document)
        found = diagnose(document, settings, level)
        self.found[uri] = (self.workspace.get_text_document(uri).version, document, found)
        return found

    def settings(self, document: Document) -> tuple[Settings, Severity]:
        """Read the configuration; what is wrong with it is shown once, and nothing is configured then."""
        try:
            settings = self.configure(document.path)
        except RecipeError as error:
            if error.message != self.complaint:
                self.complaint = error.message
                self.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"recipec: {error.message}"))
            return Settings(), Severity.WARNING
        self.complaint = ""
        return settings

    def publish(self, uri: str) -> None:
        """Show what is found."""
        diagnosis = self.diagnosis(uri)
        document = self.document(uri)
        self.text_document_publish_diagnostics(
            types.PublishDiagnosticsParams(
                uri, _diagnostics(diagnosis, document, uri, self.units()), self.workspace.get_text_document(uri).version
            )
        )

    def range(self, span: Span, source: Source) -> types.Range:
        return _range(span, source, self.units())

    def offset(self, at: types.Position, source: Source) -> int:
        return positions.offset(positions.Place(at.line, at.character), source, self.units())


def serve(configure: Configure) -> None:
    """Answer on standard input and output until the editor says that it is done."""
    # pygls closes what it is given, and the command still has to flush its own.
    with os.fdopen(os.dup(0), "rb") as asked, os.fdopen(os.dup(1), "wb") as answered:
        make(configure).start_io(asked, answered)


def make(configure: Configure) -> Server:
    """Make a server that knows what to answer."""
    server = Server(configure)
    _add_documents(server)
    _add_reading(server)
    _add_writing(server)
    return server


def _add_documents(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_DID_OPEN)
    def opened(params: types.DidOpenTextDocumentParams) -> None:
        server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CHANGE)
    def changed(params: types.DidChangeTextDocumentParams) -> None:
        uri = params.text_document.uri
        earlier = server.waiting.pop(uri, None)
        if earlier is not None:
            earlier.cancel()
        server.waiting[uri] = asyncio.get_running_loop().create_task(soon(uri))

    async def soon(uri: str) -> None:
        await asyncio.sleep(_PAUSE)
        server.waiting.pop(uri, None)
        server.publish(uri)

    @server.feature(types.TEXT_DOCUMENT_DID_SAVE)
    def saved(params: types.DidSaveTextDocumentParams) -> None:
        server.publish(params.text_document.uri)

    @server.feature(types.TEXT_DOCUMENT_DID_CLOSE)
    def closed(params: types.DidCloseTextDocumentParams) -> None:
        uri = params.text_document.uri
        waiting = server.waiting.pop(uri, None)
        if waiting is not None:
            waiting.cancel()
        server.found.pop(uri, None)
        server.text_document_publish_diagnostics(types.PublishDiagnosticsParams(uri, []))

    @server.feature(types.WORKSPACE_DID_CHANGE_WATCHED_FILES)
    def watched(_: types.DidChangeWatchedFilesParams) -> None:
        open_ = list(server.found)
        server.found.clear()
        for uri in open_:
            server.publish(uri)


def _add_reading(server: Server) -> None:
    @server.feature(types.TEXT_DOCUMENT_HOVER)
    def hovered(params: types.HoverParams) -> types.Hover | None:
        document = server.document(params.text_document.uri)
        at = server.offset(params.position, document.source)
        found = hover.hover(document, at, server.diagnosis(params.text_document.uri).findings)
        if found is None:
            return None
        markdown = types.MarkupContent(types.MarkupKind.Markdown, found.text)
        return types.Hover(markdown, server.range(found.span, document.source))

    @server.feature(
        types.TEXT_DOCUMENT_COMPLETION, types.CompletionOptions(trigger_characters=["%", "-", "=", "$", "{", "[", ":"])
    )
    def completed(params: types.CompletionParams) -> types.CompletionList:
        document = server.document(params.text_document.uri)
        found = completion.complete(document, server.offset(params.position, document.source))
        return types.CompletionList(is_incomplete=False, items=[_item(one, document, server) for one in found])

    @server.feature(types.TEXT_DOCUMENT_DOCUMENT_SYMBOL)
    def outlined(params: types.DocumentSymbolParams) -> list[types.DocumentSymbol]:
        document = server.document(params.text_document.uri)
        return [_symbol(one, document, server) for one in symbols.outline(document)]

    @server.feature(types.TEXT_DOCUMENT_FOLDING_RANGE)
    def folded(params: types.FoldingRangeParams) -> list[types.FoldingRange]:
        document = server.document(params.text_document.uri)
        places = (server.range(span, document.source) for span in symbols.folds(document))
        return [types.FoldingRange(one.start.line, one.end.line) for one in places if one.start.line < one.end.line]

    @server.feature(types.TEXT_DOCUMENT_DEFINITION)
    def defined(params: types.DefinitionParams) -> types.Location | None:
        document = server.document(params.text_document.uri)
        span = names.given(document, server.offset(params.position, document.source))
        return None if span is None else types.Location(params.text_document.uri, server.range(span, document.source))


def _add_writing(server: Server) -> None:
    @server.feature(
        types.TEXT_DOCUMENT_CODE_ACTION,
        types.CodeActionOptions([types.CodeActionKind.QuickFix, types.CodeActionKind.SourceFixAll]),
    )
    def acted(params: types.CodeActionParams) -> list[types.CodeAction]:
        uri = params.text_document.uri
        document = server.document(uri)
        start, end = (server.offset(at, document.source) for at in (params.range.start, params.range.end))
        wanted = params.context.only
        found: list[types.CodeAction] = []
        if _wants(wanted, types.CodeActionKind.QuickFix):
            diagnosis = server.diagnosis(uri)
            near = actions.actions(document, diagnosis.findings, Span(start, end))
            found += (_action(one, types.CodeActionKind.QuickFix, document, uri, server) for one in near)
        if _wants(wanted, types.CodeActionKind.SourceFixAll):
            all_ = actions.fix_all(document, *server.settings(document))
            if all_ is not None:
                found.append(_action(all_, types.CodeActionKind.SourceFixAll, document, uri, server))
        return found

    @server.feature(types.TEXT_DOCUMENT_FORMATTING)
    def formatted(params: types.DocumentFormattingParams) -> list[types.TextEdit]:
        from recipec.api import format_definition

        document = server.document(params.text_document.uri)
        if document.format is not Format.DEFINITION:
            return []
        try:
            target = server.settings(document)[0].target
            # Images may be for Docker, which reads no definition files.
            text = format_definition(document.source, None if target == DOCKER.name else target)
        except RecipeError as error:
            _tell(server, error)
            return []
        return _edits(actions.replaced(document.text, text), document, server)

    @server.command(CONVERT)
    async def converted(uri: str) -> str | None:
        """Show the recipe in the other format, in a file beside it that is not saved yet."""
        from recipec.api import convert

        document = server.document(uri)
        try:
            conversion = convert(document.source, format=document.format, context=document.context)
        except RecipeError as error:
            _tell(server, error)
            return None
        able = server.client_capabilities.workspace
        if document.path is not None and able is not None and able.apply_edit:
            await _show(server, _beside(document), conversion.text)
        return conversion.text


def _wants(only: Iterable[types.CodeActionKind | str] | None, kind: types.CodeActionKind) -> bool:
    return only is None or any(kind.value == str(one) or kind.value.startswith(f"{one}.") for one in map(_value, only))


def _value(kind: types.CodeActionKind | str) -> str:
    return kind.value if isinstance(kind, types.CodeActionKind) else kind


def _tell(server: Server, error: RecipeError) -> None:
    help_ = f"; {error.help}" if error.help else ""
    server.window_show_message(types.ShowMessageParams(types.MessageType.Error, f"recipec: {error.message}{help_}"))


def _beside(document: Document) -> str:
    """Name a file beside a recipe that is not there yet."""
    assert document.path is not None
    folder = os.path.dirname(document.path)
    stem = "Singularity" if document.format is Format.DOCKERFILE else "Dockerfile"
    path, number = os.path.join(folder, stem), 1
    while os.path.exists(path):
        number += 1
        path = os.path.join(folder, f"{stem}.{number}")
    return path


async def _show(server: Server, path: str, text: str) -> None:
    uri = from_fs_path(path)
    assert uri is not None
    made = types.CreateFile(uri, options=types.CreateFileOptions(ignore_if_exists=True))
    start = types.Position(0, 0)
    written = types.TextDocumentEdit(
        types.OptionalVersionedTextDocumentIdentifier(uri), [types.TextEdit(types.Range(start, start), text)]
    )
    edit = types.WorkspaceEdit(document_changes=[made, written])
    done = await server.workspace_apply_edit_async(types.ApplyWorkspaceEditParams(edit, "Convert to the other format"))
    window = server.client_capabilities.window
    if done.applied and window is not None and window.show_document is not None and window.show_document.support:
        await server.window_show_document_async(types.ShowDocumentParams(uri, take_focus=True))


def _range(span: Span, source: Source, units: positions.Units) -> types.Range:
    start, end = (positions.place(at, source, units) for at in (span.start, max(span.start, span.end)))
    return types.Range(types.Position(start.line, start.column), types.Position(end.line, end.column))


def _diagnostics(diagnosis: Diagnosis, document: Document, uri: str, units: positions.Units) -> list[types.Diagnostic]:
    found = [_diagnostic(one, document, uri, units) for one in diagnosis.findings]
    if diagnosis.error is not None:
        error = diagnosis.error
        span = Span(*error.span) if error.span is not None else Span(0, document.line_at(0).end)
        message = error.message + (f"\n{error.help}" if error.help else "")
        place = _range(span, document.source, units)
        found.append(types.Diagnostic(place, message, types.DiagnosticSeverity.Error, source="recipec"))
    return found


def _diagnostic(finding: Finding, document: Document, uri: str, units: positions.Units) -> types.Diagnostic:
    source = document.source
    span = finding.span if finding.span is not None else Span(0, document.line_at(0).end)
    return types.Diagnostic(
        _range(span, source, units),
        finding.message + (f"\n{finding.help}" if finding.help else ""),
        _SEVERITIES[finding.severity],
        finding.code,
        types.CodeDescription(page(finding.kind)),
        "recipec",
        related_information=[
            types.DiagnosticRelatedInformation(types.Location(uri, _range(one.span, source, units)), one.message)
            for one in finding.related
        ],
    )


def _item(item: completion.Item, document: Document, server: Server) -> types.CompletionItem:
    return types.CompletionItem(
        item.label,
        kind=_ITEMS[item.kind],
        documentation=types.MarkupContent(types.MarkupKind.Markdown, item.about) if item.about else None,
        text_edit=types.TextEdit(server.range(item.span, document.source), item.text),
        filter_text=item.label,
    )


def _symbol(symbol: symbols.Symbol, document: Document, server: Server) -> types.DocumentSymbol:
    return types.DocumentSymbol(
        symbol.name,
        _SYMBOLS[symbol.kind],
        server.range(symbol.span, document.source),
        server.range(symbol.name_span, document.source),
        symbol.detail or None,
        children=[_symbol(one, document, server) for one in symbol.children],
    )


def _edits(edits: Iterable[Edit], document: Document, server: Server) -> list[types.TextEdit]:
    return [types.TextEdit(server.range(edit.span, document.source), edit.text) for edit in edits]


def _action(
    action: actions.Action, kind: types.CodeActionKind, document: Document, uri: str, server: Server
) -> types.CodeAction:
    about = None
    if action.finding is not None:
        about = [_diagnostic(action.finding, document, uri, server.units())]
    return types.CodeAction(
        action.title,
        kind,
        about,
        is_preferred=action.is_preferred or None,
        edit=types.WorkspaceEdit({uri: _edits(action.edits, document, server)}),
    )
