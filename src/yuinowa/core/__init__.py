"""What every area stands on: actions, clock, errors, outbox, jobs, audit, search, submissions. A closed list."""
