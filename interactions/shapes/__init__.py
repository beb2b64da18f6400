"""What goes over the sockets, as types: the one place where a field of a document, a message or a frame is described.

The documents themselves are built as dicts in `engine`, for speed; nothing here runs while people play. From these types
come `manage.py asyncapi`, docs/protocol.md and the page /api/sockets/, and every frame that a test hears is checked against
them. Whoever adds a field to a document adds it here; whoever adds a command adds it to `interactions.protocol`.
"""
