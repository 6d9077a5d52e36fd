"""What the pages of the rounds show: months, the route of a day, schools by months. No permission is decided here."""
