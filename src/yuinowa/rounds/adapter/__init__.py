"""Between the rows of this room and the engine, and questions of days, hours and roads."""
