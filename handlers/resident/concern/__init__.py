"""Filing a concern, step by step: office, topic, story, check, send."""
