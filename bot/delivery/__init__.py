"""Delivery: the only caller of Telegram."""
