"""Shipping to Convex: what waits, who talks to Convex, and how it gets there. Knows no other app: what a document means
lives with its owner."""
