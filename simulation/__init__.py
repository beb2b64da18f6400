"""Everything that plays by itself: bots, the torture and the bench. Talks to a server only through sockets and HTTP."""
