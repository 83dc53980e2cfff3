"""All methods that the server implements, by name; getUpdates waits and lives in server.py."""

from bot.demo import (
    methods_album,
    methods_chat,
    methods_edit,
    methods_profile,
    methods_send,
    methods_topics,
)
from bot.demo.call import Method

METHODS: dict[str, Method] = {
    **methods_profile.METHODS,
    **methods_send.METHODS,
    **methods_album.METHODS,
    **methods_edit.METHODS,
    **methods_chat.METHODS,
    **methods_topics.METHODS,
}
