"""Files that the server knows: what people and the bot sent, with bytes where there are any."""

import math
import secrets
import struct
import zlib
from dataclasses import dataclass
from functools import cache

from bot.demo.errors import Json, bad_request
from bot.demo.schema import Upload

MAX_DOWNLOAD = 20 * 1024 * 1024

# Kind -> the name Telegram uses for it when a file_id is of another kind.
KIND_NAMES = {
    "photo": "Photo",
    "video": "Video",
    "animation": "Animation",
    "audio": "Audio",
    "voice": "VoiceNote",
    "video_note": "VideoNote",
    "document": "Document",
    "sticker": "Sticker",
}
_PICTURES = {"video", "animation", "sticker"}
_TIMED = {"video", "animation", "audio", "voice", "video_note"}
_DEFAULTS = {
    "photo": ("photo.png", "image/png"),
    "video": ("video.mp4", "video/mp4"),
    "animation": ("animation.mp4", "video/mp4"),
    "audio": ("audio.mp3", "audio/mpeg"),
    "voice": ("voice.oga", "audio/ogg"),
    "video_note": ("video_note.mp4", "video/mp4"),
    "document": ("document.bin", "application/octet-stream"),
    "sticker": ("sticker.webp", "image/webp"),
}


@dataclass(slots=True)
class StoredFile:
    """A file and its description.

    `size` in bytes may be larger than `data`: a big video need not exist to be relayed.
    `duration` in seconds, `width` and `height` in pixels.
    """

    kind: str
    file_id: str
    unique_id: str
    path: str
    data: bytes
    size: int
    name: str
    mime: str
    width: int = 640
    height: int = 480
    duration: int = 3

    def media(self) -> Json | list[Json]:
        """The value of the message field that carries this file (for a photo: its sizes)."""
        media: Json = {
            "file_id": self.file_id,
            "file_unique_id": self.unique_id,
            "file_size": self.size,
        }
        if self.kind == "photo":
            return self._photo_sizes(media)
        if self.kind in _PICTURES:
            media |= {"width": self.width, "height": self.height}
        if self.kind in _TIMED:
            media["duration"] = self.duration
        if self.kind == "video_note":
            return {**media, "length": self.width}
        if self.kind == "sticker":
            flags = {"type": "regular", "is_animated": False, "is_video": False}
            return {**media, **flags, "emoji": "👍"}
        media["mime_type"] = self.mime
        return media if self.kind == "voice" else {**media, "file_name": self.name}

    def _photo_sizes(self, common: Json) -> list[Json]:
        small = {
            "file_id": f"{self.file_id}s",
            "file_unique_id": f"{self.unique_id}s",
            "file_size": self.size,
            "width": max(1, self.width // 4),
            "height": max(1, self.height // 4),
        }
        return [small, {**common, "width": self.width, "height": self.height}]


class FileStore:
    """All files by file_id and by path."""

    def __init__(self) -> None:
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def add(
        self,
        kind: str,
        data: bytes,
        *,
        name: str | None = None,
        mime: str | None = None,
        size: int | None = None,
        duration: int = 3,
    ) -> StoredFile:
        """Keeps a file. `size` stands for files whose bytes do not exist."""
        default_name, default_mime = _DEFAULTS[kind]
        name = name or default_name
        folder = kind if kind.endswith("o") else f"{kind}s"
        number = len(self._by_path)
        suffix = name.rpartition(".")[2] if "." in name else "bin"
        stored = StoredFile(
            kind=kind,
            file_id=f"{kind[:2].upper()}AC{number:x}-{secrets.token_urlsafe(36)}",
            unique_id=f"AQ{number:x}{secrets.token_urlsafe(8)}",
            path=f"{folder}/file_{number}.{suffix}",
            data=data,
            size=len(data) if size is None else size,
            name=name,
            mime=mime or default_mime,
            duration=duration,
        )
        if kind in {"photo", "sticker"}:
            stored.width, stored.height = image_size(data)
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        if kind == "photo":
            self._by_id[f"{stored.file_id}s"] = stored
        return stored

    def find(self, file_id: str) -> StoredFile | None:
        """The file with this file_id."""
        return self._by_id.get(file_id)

    def forget(self, file_id: str) -> None:
        """Telegram no longer knows this file."""
        self._by_id.pop(file_id, None)

    def at_path(self, path: str) -> StoredFile | None:
        """The file that getFile gave this path for."""
        return self._by_path.get(path)

    def take(self, kind: str, value: Upload | str, uploads: dict[str, Upload]) -> StoredFile:
        """The file that a request names: by file_id, attach:// link or upload.

        Raises ApiError 400 for what the server does not know, or knows as another kind.
        """
        if isinstance(value, str) and value.startswith("attach://"):
            upload = uploads.get(value.removeprefix("attach://"))
            if upload is None:
                raise bad_request(f"can't find file {value} in the request")
            value = upload
        if isinstance(value, Upload):
            if not value.data:
                raise bad_request("file must be non-empty")
            return self.add(kind, value.data, name=value.filename, mime=value.content_type)
        stored = self.find(value)
        if stored is None:
            raise bad_request("wrong file identifier/HTTP URL specified")
        if stored.kind != kind:
            actual, wanted = KIND_NAMES[stored.kind], KIND_NAMES[kind]
            raise bad_request(f"can't use file of type {actual} as {wanted}")
        return stored


def image_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG in pixels; a plausible size for anything else."""
    if data[:8] == b"\x89PNG\r\n\x1a\n" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width), int(height)
    return 640, 480


def make_png(red: int, green: int, blue: int, *, width: int = 96, height: int = 72) -> bytes:
    """A small picture of one colour, for people who send a photo without bringing one."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        checksum = struct.pack(">I", zlib.crc32(kind + body))
        return struct.pack(">I", len(body)) + kind + body + checksum

    row = b"\x00" + bytes((red, green, blue)) * width
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
        + chunk(b"IDAT", zlib.compress(row * height))
        + chunk(b"IEND", b"")
    )


@cache
def sample(kind: str) -> bytes:
    """What a person sends of this kind who brings nothing along: a picture or a short tone."""
    if kind in {"photo", "sticker"}:
        return make_png(72, 133, 196)
    rate = 8000
    wave = bytes(
        128 + int(40 * math.sin(2 * math.pi * 440 * at / rate)) for at in range(rate // 4)
    )
    # A browser plays WAV whatever type it is announced as.
    header = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, rate, 1, 8)
    body = b"WAVE" + header + struct.pack("<4sI", b"data", len(wave)) + wave
    return struct.pack("<4sI", b"RIFF", len(body)) + body
