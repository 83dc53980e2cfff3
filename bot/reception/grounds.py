"""The grounds on which the law lets an office decline an appeal (Law No. 67 of 4 May 2007)."""

from enum import StrEnum


class Ground(StrEnum):
    """A legal ground. For any other reason the secretary finds words."""

    NAMELESS = "nameless"
    """It lacks name and address."""
    OBSCENE = "obscene"
    """It has obscene words."""
    INCITEMENT = "incitement"
    """It incites to hatred or violence."""
