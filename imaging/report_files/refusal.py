"""Why a file is none of the accepted documents."""


class NotADocument(Exception):
    """The message says what is wrong with it."""
