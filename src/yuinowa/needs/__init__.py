"""支援依頼 (needs), 打診 (offers), 承諾 (engagements), and after the day the record and the thanks."""
