"""Authored content: campaigns, members, maps, quests, creatures and items; who plays what role; the SRD import."""
