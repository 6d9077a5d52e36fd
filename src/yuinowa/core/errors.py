"""What an action says when it cannot happen now."""


class Refused(Exception):
    """The action cannot happen; ``message`` tells the person what to do, ``code`` tells the program why."""

    def __init__(self, code: str, message: str, **facts: object) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.facts = facts


class NotAllowed(Exception):
    """The actor may not do this to this row; surfaces answer 404, as if it did not exist."""
