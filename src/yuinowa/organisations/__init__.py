"""Municipality, 地区/ブロック (blocks), schools, 公民館 (community centers), sites on the map, school calendars, travel times."""
