"""What runs by itself, and when: the periodic tasks stand in each area's tasks.py; this is their table of contents.

core.tasks          send_mails            every 5 seconds
core.tasks          collect_search_words  every hour: the words near to which a search looks
core.tasks          fill_search           each night: rows whose search fields lag behind
core.tasks          drop_uploads          every hour: files that nobody confirmed within a day
core.tasks          drop_outdated         each night: mails after 90 days, keys of sent forms after 30
people.tasks        old_invitations       each night: invitations 30 days after they were accepted or ran out
people.tasks        old_looks             each night: who saw a contact, a year after
talents.tasks       renew_reminders       each morning: who should renew is reminded, once each time
talents.tasks       end_of_pauses         each morning: pauses whose last day has passed end
safety.tasks        lapse_of_settings     each morning: decisions not renewed in time lose their width
promises.tasks      remind_promises       7:30: what is due in three days, fell due, or is late for another week
promises.tasks      report_overdue        Mondays 7:40: the coordinator reads what is more than a week late
rounds.tasks        remind_schools        8:20: who has not said whether the day of a visit suits
rounds.tasks        report_unanswered     8:25: the instructor telephones
rounds.tasks        announce_visits       8:30: the working day before, the school hears who comes
rounds.tasks        drop_old_notes        each night: notes of the way a year after they came
handover.tasks      complete_rollovers    0:05: on 1 April what was prepared is carried out
handover.tasks      carry_out_closings    0:07: schools and 公民館 whose last day has passed
handover.tasks      end_sessions          0:10: open sessions of people whose last post has ended
handover.tasks      remind_handovers      7:20: who leaves is asked for a word, who came to read it
advice.tasks        drop_attachments      each night: files of consultations that ended three years ago
rounds.tasks        expire_substitutions  every 10 minutes: a neighbour's silence passes the question on
rounds.tasks        book_visits           each night: visits ahead occupy whoever holds the post on their day
needs.tasks         expire_offers         every 10 minutes: silence passes the question on
needs.tasks         remind_offers         every hour by day
needs.tasks         remind_day_before     9:00
needs.tasks         warn_unfilled         7:30
"""
