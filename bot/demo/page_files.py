"""Files between the page and the small world: what people attach, and what they are shown."""

from collections.abc import Sequence

from aiohttp import web

from bot.demo.errors import Json
from bot.demo.files import StoredFile
from bot.demo.people import PersonChat
from bot.demo.sending import ReplyTo

# Types a browser shows within a page; whatever is not among them is only ever saved.
_SHOWN = ("image/png", "image/jpeg", "image/webp", "image/gif", "audio/", "video/")


async def attach(
    chat: PersonChat,
    kind: str,
    caption: str,
    entities: list[Json],
    reply_to: ReplyTo,
    files: Sequence[web.FileField],
) -> Json:
    """Sends files of a kind; several make an album. No file: the small world's own sample.

    The caption of a photo keeps its formatting; other kinds carry it as plain text.
    """
    data = [field.file.read() for field in files]
    if any(not item for item in data):
        raise ValueError("the file is empty")
    if len(data) > 1:
        kinds = [kind] * len(data)
        album = await chat.send_album(caption=caption, kinds=kinds, reply_to=reply_to, data=data)
        return {"message": album[0].id}
    only = data[0] if data else None
    if kind == "document":
        name, mime = ("document.pdf", "application/pdf")
        if files:
            name, mime = files[0].filename, files[0].content_type
        message = await chat.send_document(caption, reply_to, only, filename=name, mime=mime)
    elif kind == "photo":
        message = await chat.send_photo(caption, reply_to, only, entities=entities)
    elif kind == "video":
        message = await chat.send_video(caption, reply_to, only)
    elif kind == "voice":
        message = await chat.send_voice(caption, reply_to, only)
    elif kind == "video_note":
        message = await chat.send_video_note(reply_to, only)
    elif kind == "sticker":
        message = await chat.send_sticker(reply_to, only)
    else:
        raise ValueError(f"{kind} cannot be attached here")
    return {"message": message.id}


def download(stored: StoredFile) -> web.Response:
    """The bytes of a file. None of them may act as a page of this site."""
    headers = {"Content-Security-Policy": "sandbox; default-src 'none'"}
    # A document is saved under its name; everything else is shown where it stands.
    if stored.kind == "document" or not stored.mime.startswith(_SHOWN):
        headers["Content-Disposition"] = "attachment"
        return web.Response(
            body=stored.data, content_type="application/octet-stream", headers=headers
        )
    return web.Response(body=stored.data, content_type=_type_of(stored), headers=headers)


def _type_of(stored: StoredFile) -> str:
    """What the bytes are: the small world calls every video MP4 and every voice Ogg."""
    if stored.data.startswith(b"\x1aE\xdf\xa3"):
        return "video/webm"
    if stored.data.startswith(b"RIFF") and stored.data[8:12] == b"WAVE":
        return "audio/wav"
    return stored.mime
