"""How live play reaches Convex and comes back: collecting what the outbox is to hold, lineage, going live, restoring.

Only with a CONVEX_URL does anything here happen at all, and nothing of it on the event loop or in the journal's thread.
"""
