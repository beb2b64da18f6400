"""Content in Convex: which documents rows are, how a change here gets into the outbox, and how one made there comes back."""
