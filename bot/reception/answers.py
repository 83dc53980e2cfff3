"""What in a staff chat is an answer, and what is colleagues talking."""

NOTE_MARK = "//"
"""A reply that begins with this stays among colleagues."""


def is_note(text: str | None) -> bool:
    """Whether a reply to a card is a note for colleagues and not an answer."""
    return text is not None and text.lstrip().startswith(NOTE_MARK)
