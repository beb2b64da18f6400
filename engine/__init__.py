"""Rules: pure, standard library and msgspec only; no clock, no dice, no I/O of its own."""
