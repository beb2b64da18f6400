"""Killing the server in the middle of play, again and again, and looking for anything that was lost or done twice."""
