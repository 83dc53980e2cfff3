"""The languages of the bot."""

LANGUAGES: dict[str, str] = {
    "ky": "Кыргызча",
    "ru": "Русский",
    "uz": "Oʻzbekcha",
    "uz_Cyrl": "Ўзбекча",
    "en": "English",
}
"""Code to the language's own name, in the order they are offered."""


def of_telegram(language_code: str | None) -> str | None:
    """Our language for what a person's Telegram reports ("uz-Cyrl", "ru-RU"); None: not ours."""
    if not language_code:
        return None
    parts = language_code.replace("_", "-").lower().split("-")
    if parts[0] == "uz" and "cyrl" in parts:
        return "uz_Cyrl"
    return parts[0] if parts[0] in LANGUAGES else None


def offered(reported: str | None) -> list[str]:
    """All languages, the one Telegram reports first."""
    first = of_telegram(reported)
    return sorted(LANGUAGES, key=lambda code: code != first)
