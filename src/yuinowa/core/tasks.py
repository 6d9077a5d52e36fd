"""The outbox goes round every few seconds, because a sign-in code is waited for."""

from yuinowa.core import clock, jobs, outbox, search, submissions, uploads, vocabulary


@jobs.periodic("* * * * * */5", "send_mails")
def send_mails() -> None:
    while outbox.send_waiting():
        pass


@jobs.periodic("20 * * * *", "collect_search_words")
def collect_search_words() -> None:
    vocabulary.collect_words()


@jobs.periodic("40 17 * * *", "fill_search")
def fill_search() -> None:
    search.fill_search_everywhere()


@jobs.periodic("25 * * * *", "drop_uploads")
def drop_uploads() -> None:
    uploads.drop_outdated(clock.now())


@jobs.periodic("50 17 * * *", "drop_outdated")
def drop_outdated() -> None:
    now = clock.now()
    outbox.drop_outdated(now)
    submissions.drop_outdated(now)
