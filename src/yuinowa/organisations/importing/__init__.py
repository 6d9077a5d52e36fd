"""Reading official lists: bytes in, frozen rows and readable errors out. No database, no clock.

`reading.read_files` is the way in; `preview.compare` says what the rows would change.
"""
