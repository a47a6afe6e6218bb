"""The way in over stdio: `fitglue mcp`, started by an assistant on the same machine.

It reads the data folder itself, or hands every question on to a server that it is given the address
of. Nothing but the protocol goes to the standard output.
"""

import anyio
import httpx2
from mcp import Client
from mcp.client.streamable_http import streamable_http_client
from mcp.server import Server, ServerRequestContext
from mcp.server.stdio import stdio_server
from mcp_types import (
    CallToolRequestParams,
    CallToolResult,
    ListResourcesResult,
    ListToolsResult,
    PaginatedRequestParams,
    ReadResourceRequestParams,
    ReadResourceResult,
)

from fitglue.instance import Instance
from fitglue.mcp import PATH
from fitglue.mcp.asking import asked_by, let_in
from fitglue.mcp.serving import make_server

_PATIENCE_S = 60.0
_HERE = "stdio"
_Context = ServerRequestContext


def answer_here(instance: Instance, token: str) -> None:
    """Answer from an open data folder until the assistant goes. Raises Stranger or Denied."""
    who = let_in(instance, token, _HERE)
    server = make_server()
    with asked_by(who):
        anyio.run(server.run_stdio_async)


def hand_on(address: str, token: str) -> None:
    """Hand questions on to a server, and its answers back, until the assistant goes."""
    anyio.run(_hand_on, address.rstrip("/") + PATH, token)


async def _hand_on(address: str, token: str) -> None:
    headers = {"authorization": f"Bearer {token}"}
    async with (
        httpx2.AsyncClient(headers=headers, timeout=_PATIENCE_S) as web,
        Client(streamable_http_client(address, http_client=web)) as there,
        stdio_server() as (asked, answered),
    ):
        server = _handing_on(there)
        await server.run(asked, answered, server.create_initialization_options())


def _handing_on(there: Client) -> Server:
    async def list_tools(_: _Context, asked: PaginatedRequestParams | None) -> ListToolsResult:
        return await there.list_tools(cursor=asked.cursor if asked else None)

    async def call_tool(_: _Context, asked: CallToolRequestParams) -> CallToolResult:
        return await there.call_tool(asked.name, asked.arguments)

    async def list_resources(
        _: _Context, asked: PaginatedRequestParams | None
    ) -> ListResourcesResult:
        return await there.list_resources(cursor=asked.cursor if asked else None)

    async def read_resource(_: _Context, asked: ReadResourceRequestParams) -> ReadResourceResult:
        return await there.read_resource(asked.uri)

    return Server(
        "FitGlue", instructions=there.instructions, on_list_tools=list_tools,
        on_call_tool=call_tool, on_list_resources=list_resources, on_read_resource=read_resource,
    )  # fmt: skip
