"""Whole interactions by bots that try to break them, over lines that fail, and a report of everything that did not hold.

`stage` writes the tables, `lines` are the bad network, `guest` plays and `mischief` does what one should not, `ears`
and `report` look for breaches with code of their own.
"""
