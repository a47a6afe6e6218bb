"""Assistants read what is here: a server of the Model Context Protocol, over HTTP and stdio.

It speaks through the official SDK (MIT), which takes a second to load: nothing imports this
package before an assistant comes. Everything in it only reads. `asking` says who asks, `tools` has
one file per noun, `serving` puts them together with the help's articles; `http` and `stdio` are the
ways in. What is read from a service whose terms forbid it goes to no assistant.
"""

#: Where an assistant asks over HTTP.
PATH = "/mcp"
