"""The verbs of places: import lists, draw blocks, keep calendars, lesson times and travel times."""
