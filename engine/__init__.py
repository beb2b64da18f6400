"""The rules: pure functions over frozen values. Standard library and msgspec only; no clock, no dice and no I/O of its own."""
