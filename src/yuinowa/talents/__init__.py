"""人材バンク (talent bank): people, groups and workplaces who could help; skills, availability, visibility."""
