"""The demo campaign, "The Drowned Mill": written by ourselves, needs no outside source, can be seeded again and again."""
