"""The files a person can send in a chat."""

from collections.abc import Sequence

from bot.demo.entities import utf16_length
from bot.demo.errors import Json
from bot.demo.files import sample
from bot.demo.markup import MAX_CAPTION
from bot.demo.methods_album import check_album, new_media_group_id
from bot.demo.sending import ReplyTo, SendingChat, formatted
from bot.demo.views import Message


class FileSendingChat(SendingChat):
    """A chat in which a person writes and sends files."""

    async def send_photo(
        self,
        caption: str = "",
        reply_to: ReplyTo = None,
        data: bytes | None = None,
        thread_id: int | None = None,
        entities: list[Json] | None = None,
    ) -> Message:
        """Sends a photo, by default a small one of a single colour."""
        return self._send_file("photo", caption, reply_to, data, thread_id, entities=entities)

    async def send_video(
        self,
        caption: str = "",
        reply_to: ReplyTo = None,
        data: bytes | None = None,
        thread_id: int | None = None,
        size: int | None = None,
    ) -> Message:
        """Sends a video; `size` in bytes may claim more than there is."""
        return self._send_file("video", caption, reply_to, data, thread_id, size=size)

    async def send_animation(
        self,
        caption: str = "",
        reply_to: ReplyTo = None,
        data: bytes | None = None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends an animation (GIF)."""
        return self._send_file("animation", caption, reply_to, data, thread_id)

    async def send_audio(
        self,
        caption: str = "",
        reply_to: ReplyTo = None,
        data: bytes | None = None,
        thread_id: int | None = None,
    ) -> Message:
        """Sends music."""
        return self._send_file("audio", caption, reply_to, data, thread_id)

    async def send_voice(
        self,
        caption: str = "",
        reply_to: ReplyTo = None,
        data: bytes | None = None,
        thread_id: int | None = None,
        duration: int = 3,
    ) -> Message:
        """Sends a voice message of `duration` seconds."""
        return self._send_file("voice", caption, reply_to, data, thread_id, duration=duration)

    async def send_video_note(
        self, reply_to: ReplyTo = None, data: bytes | None = None, thread_id: int | None = None
    ) -> Message:
        """Sends a round video message."""
        return self._send_file("video_note", "", reply_to, data, thread_id)

    async def send_document(
        self,
        caption: str = "",
        reply_to: ReplyTo = None,
        data: bytes | None = None,
        thread_id: int | None = None,
        *,
        filename: str = "document.pdf",
        mime: str = "application/pdf",
        size: int | None = None,
    ) -> Message:
        """Sends a file; `size` in bytes may claim more than there is."""
        return self._send_file(
            "document", caption, reply_to, data, thread_id, filename=filename, mime=mime, size=size
        )

    async def send_sticker(
        self, reply_to: ReplyTo = None, data: bytes | None = None, thread_id: int | None = None
    ) -> Message:
        """Sends a sticker."""
        return self._send_file("sticker", "", reply_to, data, thread_id)

    async def send_album(
        self,
        n_photos: int = 3,
        caption: str = "",
        kinds: list[str] | None = None,
        reply_to: ReplyTo = None,
        thread_id: int | None = None,
        data: Sequence[bytes] | None = None,
    ) -> list[Message]:
        """Sends an album: so many photos, or files of the given kinds; the caption is the first's.

        `data` are their contents, one each. Its items come as separate updates that share a
        media_group_id.
        """
        kinds = kinds or ["photo"] * n_photos
        check_album(kinds)
        group = new_media_group_id()
        return [
            self._send_file(
                kind,
                "" if number else caption,
                reply_to,
                None if data is None else data[number],
                thread_id,
                group=group,
            )
            for number, kind in enumerate(kinds)
        ]

    def _send_file(
        self,
        kind: str,
        caption: str,
        reply_to: ReplyTo,
        data: bytes | None,
        thread_id: int | None,
        *,
        entities: list[Json] | None = None,
        filename: str | None = None,
        mime: str | None = None,
        size: int | None = None,
        duration: int = 3,
        group: str | None = None,
    ) -> Message:
        if utf16_length(caption) > MAX_CAPTION:
            raise ValueError("a caption has at most 1024 UTF-16 units")
        data = sample(kind) if data is None else data
        stored = self.world.files.add(
            kind, data, name=filename, mime=mime, size=size, duration=duration
        )
        content: Json = {kind: stored.media()}
        if caption:
            content |= formatted("caption", caption, entities)
        if group is not None:
            content["media_group_id"] = group
        return self._post(content, reply_to, thread_id)
