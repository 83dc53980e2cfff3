"""A local Telegram Bot API server with a chat page: the demo, and the fixture of the tests."""
