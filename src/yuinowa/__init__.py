"""Yuinowa: schools, families and the community raise children together."""
