"""The language server as an editor meets it: a process, and the protocol on its standard input and output."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NamedTuple, TypeVar

from lsprotocol import types
from pygls.lsp.client import LanguageClient

T = TypeVar("T")
DEFINITION = """Bootstrap: docker
From: debian:12
%post
    echo 😀 && sudo make
    make clean
%runscript
    exec tool "$@"
"""
DOCKERFILE = 'FROM debian:12\nRUN sudo make\nCMD ["tool"]\n'


class Editor(NamedTuple):
    """A client, and what it was shown."""

    client: LanguageClient
    shown: dict[str, list[types.Diagnostic]]
    news: asyncio.Event
    messages: list[str]
    edits: list[types.WorkspaceEdit]

    def open(self, path: Path, text: str, language: str) -> str:
        uri = path.as_uri()
        item = types.TextDocumentItem(uri, language, 1, text)
        self.client.text_document_did_open(types.DidOpenTextDocumentParams(item))
        return uri

    def change(self, uri: str, version: int, text: str) -> None:
        document = types.VersionedTextDocumentIdentifier(version, uri)
        whole = types.TextDocumentContentChangeWholeDocument(text)
        self.client.text_document_did_change(types.DidChangeTextDocumentParams(document, [whole]))

    async def codes(self, uri: str) -> list[str]:
        """Wait for what is found next."""
        await asyncio.wait_for(self.news.wait(), 60)
        self.news.clear()
        return [str(one.code) for one in self.shown[uri]]


def served(talk: Callable[[Editor], Awaitable[T]], encoding: str = "utf-16") -> T:
    """Start a server, talk to it, and see it end well."""

    async def run() -> T:
        client = LanguageClient("editor", "1")
        editor = Editor(client, {}, asyncio.Event(), [], [])

        def shown(params: types.PublishDiagnosticsParams) -> None:
            editor.shown[params.uri] = list(params.diagnostics)
            editor.news.set()

        def told(params: types.ShowMessageParams) -> None:
            editor.messages.append(params.message)

        def applied(params: types.ApplyWorkspaceEditParams) -> types.ApplyWorkspaceEditResult:
            editor.edits.append(params.edit)
            return types.ApplyWorkspaceEditResult(applied=True)

        client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(shown)
        client.feature(types.WINDOW_SHOW_MESSAGE)(told)
        client.feature(types.WORKSPACE_APPLY_EDIT)(applied)
        await client.start_io(sys.executable, "-m", "recipec", "server")
        can = types.ClientCapabilities(
            workspace=types.WorkspaceClientCapabilities(apply_edit=True),
            general=types.GeneralClientCapabilities(position_encodings=[types.PositionEncodingKind(encoding)]),
        )
        answer = await client.initialize_async(types.InitializeParams(can, process_id=None, root_uri=None))
        assert answer.capabilities.position_encoding == encoding
        client.initialized(types.InitializedParams())
        result = await talk(editor)
        await client.shutdown_async(None)
        client.exit(None)
        process = client._server
        assert process is not None
        assert await asyncio.wait_for(process.wait(), 30) == 0
        return result

    # Playwright leaves a loop running in the thread of the tests.
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(run())).result()


def test_what_is_found_is_shown_as_somebody_types(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / "tool.def", DEFINITION, "apptainer")
        assert "RC104" in await editor.codes(uri)
        sudo = next(one for one in editor.shown[uri] if one.code == "RC104")
        # The smiling face is two units of UTF-16.
        assert (sudo.range.start, sudo.range.end) == (types.Position(3, 15), types.Position(3, 19))
        assert sudo.severity is types.DiagnosticSeverity.Error
        assert sudo.code_description is not None
        assert sudo.code_description.href.endswith("/rules/sudo/")

        for version, text in enumerate((DEFINITION + "%", DEFINITION + "%no", DEFINITION.replace("sudo ", "")), 2):
            editor.change(uri, version, text)
        # Of several versions at once only the last is looked at.
        assert "RC104" not in await editor.codes(uri)

        editor.change(uri, 5, "Bootstrap: docker\nFrom: debian:12\n%nonsense\n")
        codes = await editor.codes(uri)
        assert codes
        assert any(one.severity is types.DiagnosticSeverity.Error for one in editor.shown[uri])

        editor.client.text_document_did_close(types.DidCloseTextDocumentParams(types.TextDocumentIdentifier(uri)))
        assert await editor.codes(uri) == []

    served(talk)


def test_places_are_counted_as_the_editor_counts(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> types.Range:
        uri = editor.open(tmp_path / "tool.def", DEFINITION, "apptainer")
        await editor.codes(uri)
        return next(one for one in editor.shown[uri] if one.code == "RC104").range

    assert served(talk, "utf-8").start == types.Position(3, 17)
    assert served(talk, "utf-32").start == types.Position(3, 14)


def test_fixes_pages_outline_and_layout(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / "tool.def", DEFINITION, "apptainer")
        await editor.codes(uri)
        document, client = types.TextDocumentIdentifier(uri), editor.client

        place = types.Range(types.Position(3, 16), types.Position(3, 16))
        offered = await client.text_document_code_action_async(
            types.CodeActionParams(document, place, types.CodeActionContext([]))
        )
        assert offered is not None
        titles = {one.title: one for one in offered}
        fix = titles["Leave out `sudo`"]
        assert isinstance(fix, types.CodeAction)
        assert fix.is_preferred
        assert fix.edit is not None
        sudo = types.Range(types.Position(3, 15), types.Position(3, 20))
        assert list((fix.edit.changes or {})[uri]) == [types.TextEdit(sudo, "")]
        assert "Ignore RC104 (sudo) here" in titles
        all_ = await client.text_document_code_action_async(
            types.CodeActionParams(
                document, place, types.CodeActionContext([], only=[types.CodeActionKind.SourceFixAll])
            )
        )
        assert all_ is not None
        assert [one.title for one in all_] == ["Fix all that can be fixed safely"]

        page = await client.text_document_hover_async(types.HoverParams(document, types.Position(2, 2)))
        assert page is not None
        assert "**%post**" in str(page.contents)
        rule = await client.text_document_hover_async(types.HoverParams(document, types.Position(3, 16)))
        assert rule is not None
        assert "## Use instead" in str(rule.contents)

        outline = await client.text_document_document_symbol_async(types.DocumentSymbolParams(document))
        assert outline is not None
        (image,) = outline
        assert isinstance(image, types.DocumentSymbol)
        assert [one.name for one in image.children or ()] == ["%post", "%runscript"]
        folds = await client.text_document_folding_range_async(types.FoldingRangeParams(document))
        assert {(one.start_line, one.end_line) for one in folds or ()} == {(0, 6), (2, 4), (5, 6)}

        layout = await client.text_document_formatting_async(
            types.DocumentFormattingParams(document, types.FormattingOptions(4, insert_spaces=True))
        )
        assert {edit.new_text for edit in layout or ()} == {"\n"}

        offers = await client.text_document_completion_async(types.CompletionParams(document, types.Position(2, 2)))
        assert isinstance(offers, types.CompletionList)
        assert {"%post", "%environment"} <= {one.label for one in offers.items}

    served(talk)


def test_a_recipe_is_converted_beside_itself(tmp_path: Path) -> None:
    (tmp_path / "Singularity").write_text("somebody's\n")

    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / "Dockerfile", DOCKERFILE, "dockerfile")
        await editor.codes(uri)
        ask = types.ExecuteCommandParams("recipec.convert", [uri])
        text = await editor.client.workspace_execute_command_async(ask)

        assert str(text).startswith("Bootstrap: docker\nFrom: debian:12\n")
        (edit,) = editor.edits
        assert edit.document_changes is not None
        made = edit.document_changes[0]
        assert isinstance(made, types.CreateFile)
        assert made.uri == (tmp_path / "Singularity.2").as_uri()

        broken = editor.open(tmp_path / "b.Dockerfile", "FROM a\nRNU b\n", "dockerfile")
        await editor.codes(broken)
        ask = types.ExecuteCommandParams("recipec.convert", [broken])
        assert await editor.client.workspace_execute_command_async(ask) is None
        assert any("RNU" in message or "rnu" in message for message in editor.messages)

    served(talk)
    assert (tmp_path / "Singularity").read_text() == "somebody's\n"
    assert not (tmp_path / "Singularity.2").exists(), "an editor writes files, not its server"


def test_the_configuration_counts_and_a_broken_one_is_told(tmp_path: Path) -> None:
    config = tmp_path / "recipec.toml"
    config.write_text('ignore = ["sudo"]\n')

    async def talk(editor: Editor) -> None:
        uri = editor.open(tmp_path / "tool.def", DEFINITION, "apptainer")
        assert "RC104" not in await editor.codes(uri)

        config.write_text('ignroe = ["sudo"]\n')
        event = types.FileEvent(config.as_uri(), types.FileChangeType.Changed)
        editor.client.workspace_did_change_watched_files(types.DidChangeWatchedFilesParams([event]))
        assert "RC104" in await editor.codes(uri)
        assert any("ignroe" in message for message in editor.messages)

    served(talk)


def test_names_lead_to_where_they_are_given(tmp_path: Path) -> None:
    async def talk(editor: Editor) -> None:
        text = "FROM debian:12 AS build\nFROM debian:12\nCOPY --from=build /a /b\n"
        uri = editor.open(tmp_path / "Dockerfile", text, "dockerfile")
        place = types.DefinitionParams(types.TextDocumentIdentifier(uri), types.Position(2, 14))
        found = await editor.client.text_document_definition_async(place)

        assert isinstance(found, types.Location)
        assert found.range.start == types.Position(0, 18)

    served(talk)
