"""Reading a System Reference Document in the open5e v2 fixture format: pure, from files to rows of the library and a report.

Nothing here knows the database; `campaigns.library` writes what this package has read.
"""
