"""Pages of the talent bank."""
