"""Replays a wholesaler's invoice file through the suite and compares the outcome."""
