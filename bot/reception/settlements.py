"""Towns and villages whose position is known, to tell where somebody is."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Settlement:
    """A place with a position, WGS 84 degrees. `district` is the code of the one it lies in."""

    district: str
    latitude: float
    longitude: float
    name_ru: str
    name_ky: str | None
    name_latin: str

    def name(self, language: str) -> str:
        """Its name for a reader of this language: in Kyrgyz, in Russian, or in Latin letters."""
        if language == "ky" and self.name_ky:
            return self.name_ky
        return self.name_ru if language in ("ky", "ru", "uz_Cyrl") else self.name_latin
