"""Convex held against the tables: whether it has exactly what was played, whatever happened to it meanwhile, and what that costs.

`here` reads the node's file and `there` reads Convex, each with code of its own; `comparing` holds them against each other.
"""
