"""Builds that do no more than is needed, and give the same bytes as one from nothing."""
