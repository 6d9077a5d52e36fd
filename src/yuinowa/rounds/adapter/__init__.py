"""Between the rows of this room and questions of days, hours and roads."""
