"""The bench: what the durable path costs beside a bare aiogram bot."""
