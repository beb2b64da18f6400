"""Authored content over REST: who may read and write what is asked of `campaigns.permissions`, row by row."""
