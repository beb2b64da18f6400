"""What goes out of here as a file, and comes in: a campaign with its drafts, an interaction as it was played."""
