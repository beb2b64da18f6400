"""Tests: mirrors the apps, plus journeys (whole evenings) and laws (what always holds)."""
