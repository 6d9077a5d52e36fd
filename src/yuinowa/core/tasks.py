"""The outbox goes round every few seconds, because a sign-in code is waited for."""

from yuinowa.core import jobs, outbox


@jobs.periodic("* * * * * */5", "send_mails")
def send_mails() -> None:
    while outbox.send_waiting():
        pass
