"""What each role sees first: what waits, this week, how it stands."""
