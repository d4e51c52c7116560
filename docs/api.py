"""docs/api.md, made from the docstrings: python -m docs.api"""

from __future__ import annotations

import ast
import inspect
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import rag
from rag.web.api import Api

PAGE = Path(__file__).with_name("api.md")
HEAD = """# What Python and HTTP can call

Made from the docstrings by `python -m docs.api`; a test holds that it is up to date. All of it is imported from `rag`.
"""
HTTP = """## HTTP

The running chat answers these under `/gradio_api/call/<name>`, as Gradio's clients ask for it
(`gradio_client.Client("http://127.0.0.1:7860").predict("Who met?", [], api_name="/ask")`), and offers them as MCP tools
where the `mcp` extra is installed. They return plain JSON.

```sh
curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:7860/gradio_api/call/ask --json '{"data": ["Who met?", [], ""]}'
curl -H "Authorization: Bearer $TOKEN" http://127.0.0.1:7860/gradio_api/call/ask/EVENT_ID
```

`/gradio_api/run/<name>` takes the same and answers at once, `{"data": [ANSWER]}`: one request in the place of two,
which any of several processes answers.

The header is needed where the chat is served with `--auth`, and `rag users token` prints the token
([serving.md](serving.md)); Gradio's clients take `headers=`. Without one that is valid the answer is 401, for what
somebody else began 403, and where too many questions are asked at once 503 with `Retry-After`. `/healthz` and
`/metrics` tell programs how the server is.
"""


def reference() -> str:
    """The whole page as Markdown: the library, the functions, the types, the errors, and the HTTP API."""
    public = {name: getattr(rag, name) for name in rag.__all__}
    errors = {name for name, thing in public.items() if inspect.isclass(thing) and issubclass(thing, Exception)}
    classes = {name for name, thing in public.items() if inspect.isclass(thing)} - errors - {"Library"}
    functions = public.keys() - errors - classes - {"Library"}
    parts = [HEAD, *_class("Library", public["Library"])]
    parts += ["## Functions", *(line for name in sorted(functions) for line in _function("rag.", _node(public[name])))]
    parts += [line for name in sorted(classes) for line in _class(name, public[name])]
    ordered = sorted(errors, key=lambda name: (name != "RagError", name))  # the base of all of them first
    listed = (f"- `{name}({public[name].__base__.__name__})`: {_doc(public[name])}" for name in ordered)
    parts += ["## Errors", "\n".join(listed)]
    parts += [HTTP, *(line for method in _methods(_node(Api)) for line in _function("", method))]
    return "\n\n".join(part.strip() for part in parts) + "\n"


def _class(name: str, thing: Any) -> Iterator[str]:
    node = _node(thing)
    first = next((method for method in node.body if _is(method, "__init__")), None)
    yield f"## `rag.{name}{_signature(first) if first else ''}`"
    yield _doc(thing)
    if first and (said := ast.get_docstring(first)):
        yield said
    if fields := list(_fields(node)):
        yield "\n".join(fields)
    for method in _methods(node):
        yield from _function(f"{name}.", method)


def _function(where: str, node: ast.FunctionDef) -> Iterator[str]:
    kind = {ast.unparse(decorator) for decorator in node.decorator_list}
    returns = f" -> {ast.unparse(node.returns)}" if node.returns else ""
    yield f"### `{where}{node.name}{returns if 'property' in kind else _signature(node) + returns}`"
    yield ast.get_docstring(node) or ""


def _methods(node: ast.ClassDef) -> Iterator[ast.FunctionDef]:
    return (one for one in node.body if isinstance(one, ast.FunctionDef) and not one.name.startswith("_"))


def _fields(node: ast.ClassDef) -> Iterator[str]:
    """The fields of a dataclass and the values of an enumeration, each with the docstring below it."""
    for one, after in zip(node.body, [*node.body[1:], None], strict=True):
        if not isinstance(one, ast.AnnAssign | ast.Assign) or "field(" in (text := ast.unparse(one)):
            continue
        text = f"- `{text}`"
        if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant):
            text += f": {inspect.cleandoc(str(after.value.value))}".replace("\n", "\n  ")
        yield text


def _signature(node: ast.FunctionDef) -> str:
    arguments = node.args
    arguments.args = [argument for argument in arguments.args if argument.arg != "self"]
    return f"({ast.unparse(arguments)})"


def _doc(thing: Any) -> str:
    return inspect.getdoc(thing) or ""


def _is(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.FunctionDef) and node.name == name


def _node(thing: Any) -> Any:
    return ast.parse(textwrap.dedent(inspect.getsource(thing))).body[0]


if __name__ == "__main__":
    PAGE.write_text(reference(), encoding="utf-8")
