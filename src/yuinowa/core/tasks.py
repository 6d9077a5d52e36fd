"""The outbox goes round every minute."""

from yuinowa.core import jobs, outbox


@jobs.periodic("* * * * *", "send_mails")
def send_mails() -> None:
    while outbox.send_waiting():
        pass
