"""What each role sees first: what waits, this week, how it stands; and the whole city at a glance."""
