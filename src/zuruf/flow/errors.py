"""What a verb may answer instead of doing it. Pages turn the code into words that say what to do."""


class Declined(Exception):
    """The verb was not done. `code` names why (its words are in web); `data` helps to say it. Nothing was changed."""

    def __init__(self, code: str, **data: object) -> None:
        super().__init__(code)
        self.code = code
        self.data = data
