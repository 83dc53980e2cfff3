"""Updates of every kind Telegram can send, and of some it cannot."""
