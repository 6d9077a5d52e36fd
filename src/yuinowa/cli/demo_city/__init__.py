"""結野市 (ゆいのし), a city that does not exist: the same seed and day always give the same city."""
