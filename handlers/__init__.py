"""What the bot says and does: thin functions from an update to effects."""
