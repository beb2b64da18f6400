"""Everything that plays by itself: bots and scenarios, through sockets and REST alone."""
