"""The reference of the sockets, made from the types: an AsyncAPI document, and from it the Markdown and the page."""
