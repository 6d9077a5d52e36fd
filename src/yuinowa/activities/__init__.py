"""地域学校協働活動 (collaboration activities): what took place, counted once."""
