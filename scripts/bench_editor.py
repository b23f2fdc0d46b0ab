"""How quickly a language server answers: `python -m scripts.bench_editor`.

A recipe of 300 lines of each format is opened, changed a letter at a time, and asked about, through the protocol. Times
are those of this machine: what counts is that they are far below what a person notices.
"""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from statistics import median, quantiles
from time import perf_counter

from lsprotocol import types
from pygls.lsp.client import LanguageClient

_ROUNDS = 30
_DOCKERFILE = (
    "FROM debian:12 AS build\nARG MODE=fast\n"
    + "".join(
        f"RUN apt-get update && apt-get install -y package{number} \\\n"
        f"    && make part{number} \\\n    && rm -rf /tmp/*\n"
        f"COPY part{number} /opt/part{number}/\nENV PART{number}=/opt/part{number}\n"
        for number in range(59)
    )
    + 'CMD ["part1"]\n'
)
_DEFINITION = (
    "Bootstrap: docker\nFrom: debian:12\n\n%files\n"
    + "".join(f"    part{number} /opt/part{number}/\n" for number in range(50))
    + "\n%post\n"
    + "".join(
        f"    apt-get install -y package{number}\n    cd /opt/part{number}\n    make && make install\n"
        f"    rm -rf /tmp/work{number}\n"
        for number in range(50)
    )
    + "\n%environment\n"
    + "".join(f"    export PART{number}=/opt/part{number}\n" for number in range(40))
    + '\n%runscript\n    exec part1 "$@"\n'
)


async def _bench(name: str, text: str, language: str) -> None:
    client = LanguageClient("bench", "1")
    news = asyncio.Event()
    client.feature(types.TEXT_DOCUMENT_PUBLISH_DIAGNOSTICS)(lambda _: news.set())
    await client.start_io(sys.executable, "-m", "recipec", "server")
    await client.initialize_async(types.InitializeParams(types.ClientCapabilities(), process_id=None, root_uri=None))
    client.initialized(types.InitializedParams())
    uri = f"untitled:{name}"
    client.text_document_did_open(types.DidOpenTextDocumentParams(types.TextDocumentItem(uri, language, 1, text)))
    await news.wait()
    document = types.TextDocumentIdentifier(uri)
    place = types.Position(text.count("\n") // 2, 6)
    version = 1

    async def checked() -> None:
        nonlocal version
        version += 1
        news.clear()
        whole = types.TextDocumentContentChangeWholeDocument(text + "#" * version)
        client.text_document_did_change(
            types.DidChangeTextDocumentParams(types.VersionedTextDocumentIdentifier(version, uri), [whole])
        )
        # Saving asks at once, without the pause that waits for the next letter.
        client.text_document_did_save(types.DidSaveTextDocumentParams(document))
        await news.wait()

    line = types.Range(place, place)
    asked: dict[str, Callable[[], Awaitable[object]]] = {
        "check after a letter": checked,
        "completion": lambda: client.text_document_completion_async(types.CompletionParams(document, place)),
        "hover": lambda: client.text_document_hover_async(types.HoverParams(document, place)),
        "outline": lambda: client.text_document_document_symbol_async(types.DocumentSymbolParams(document)),
        "quick fixes": lambda: client.text_document_code_action_async(
            types.CodeActionParams(document, line, types.CodeActionContext([], only=[types.CodeActionKind.QuickFix]))
        ),
        "definition": lambda: client.text_document_definition_async(types.DefinitionParams(document, place)),
        "formatting": lambda: client.text_document_formatting_async(
            types.DocumentFormattingParams(document, types.FormattingOptions(4, insert_spaces=True))
        ),
    }
    print(f"{name}, {text.count(chr(10))} lines: median and 95th percentile of {_ROUNDS}, in ms")
    for what, ask in asked.items():
        times = []
        for _ in range(_ROUNDS):
            start = perf_counter()
            await ask()
            times.append(1000 * (perf_counter() - start))
        print(f"  {what:22} {median(times):6.1f} {quantiles(times, n=20)[-1]:6.1f}")
    await client.shutdown_async(None)
    client.exit(None)
    await client.stop()  # type: ignore[no-untyped-call]  # it comes without types


async def _all() -> None:
    await _bench("Dockerfile", _DOCKERFILE, "dockerfile")
    await _bench("definition file", _DEFINITION, "apptainer")


def main() -> None:
    asyncio.run(_all())


if __name__ == "__main__":
    main()
