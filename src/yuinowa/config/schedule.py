"""What runs by itself, and when: the periodic tasks stand in each area's tasks.py; this is their table of contents.

core.tasks          send_mails            every 5 seconds
"""
