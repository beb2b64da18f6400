"""Interactions over REST: drafting, the live commands (through the same door as the sockets) and reading."""
