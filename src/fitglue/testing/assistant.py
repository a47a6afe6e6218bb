"""An assistant: the SDK's own client, over HTTP or over the stdio of `fitglue mcp`."""

import json
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import httpx2

if TYPE_CHECKING:  # its SDK takes a second to load
    from mcp import Client


@dataclass(frozen=True, slots=True)
class Assistant:
    """Asks tools and reads articles; what went wrong is an AssertionError with its words."""

    client: "Client"

    async def asks(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """Give what a tool answers; its text and its structure say the same."""
        answer = await self.client.call_tool(tool, arguments)
        (content,) = answer.content
        text = getattr(content, "text", "")
        if answer.is_error:
            raise AssertionError(text)
        told = json.loads(text)
        if told != answer.structured_content:
            raise AssertionError("the text says something else than the structure")
        return told

    async def is_refused(self, tool: str, **arguments: Any) -> str:
        """Give the words with which a tool refuses. Raises AssertionError if it does not."""
        answer = await self.client.call_tool(tool, arguments)
        if not answer.is_error:
            raise AssertionError(f"{tool} answered {answer.structured_content}")
        return str(getattr(answer.content[0], "text", ""))

    async def reads(self, uri: str) -> str:
        """Give a resource's text."""
        (content,) = (await self.client.read_resource(uri)).contents
        return str(getattr(content, "text", ""))


@asynccontextmanager
async def over_http(address: str, token: str, mode: str = "auto") -> AsyncGenerator[Assistant]:
    """Come in at a server's `/mcp`; `mode` is `legacy` for assistants that shake hands first."""
    from mcp import Client  # noqa: PLC0415 - see above
    from mcp.client.streamable_http import streamable_http_client  # noqa: PLC0415 - the same

    async with AsyncExitStack() as stack:
        headers = {"authorization": f"Bearer {token}"}
        web = await stack.enter_async_context(httpx2.AsyncClient(headers=headers, timeout=60))
        way = streamable_http_client(f"{address}/mcp", http_client=web)
        yield Assistant(await stack.enter_async_context(Client(way, mode=mode)))


@asynccontextmanager
async def over_stdio(
    command: list[str], environment: Mapping[str, str]
) -> AsyncGenerator[Assistant]:
    """Start a command, and talk with it over its stdio."""
    from mcp import Client, StdioServerParameters, stdio_client  # noqa: PLC0415 - see above

    program, *arguments = command
    way = StdioServerParameters(command=program, args=arguments, env=dict(environment))
    async with Client(stdio_client(way)) as client:
        yield Assistant(client)
