"""The rules, without Django."""
