"""The page on which a DM prepares an interaction: what was typed is kept, whatever is wrong with it, until it is a draft."""
