"""The real application over HTTP against the demo's Bot API server."""
