"""What lies in a ZIP file that somebody sent, which may be made to do harm."""

import io
import zlib
from collections.abc import Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

from bot.reception.problems import Sentence, Unusable

MOST_BYTES = 20_000_000
"""What the files in it may come to when they are unpacked: a hundred times the directory."""
MOST_FILES = 200
_WAYS = (ZIP_STORED, ZIP_DEFLATED)
"""Ways of packing that are unpacked bit by bit."""
_RARE = Sentence("it has a password or is packed in a rare way")


class UnusableArchive(Unusable):
    """The bytes are no ZIP file, or one that is not unpacked."""


def looks_packed(content: bytes) -> bool:
    """Whether the bytes begin like a ZIP file: an XLSX workbook is one, too."""
    return content.startswith(b"PK")


def unpack(content: bytes) -> dict[str, bytes]:
    """The files in it by their names. Raises UnusableArchive."""
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
            if len(members) > MOST_FILES:
                # NOTE: about a ZIP file; {files} and {most} are numbers of files
                many = Sentence("{files} files are in it; {most} at most")
                raise UnusableArchive(many.given(files=len(members), most=MOST_FILES))
            if any(member.compress_type not in _WAYS for member in members):
                raise UnusableArchive(_RARE)
            if sum(member.file_size for member in members) > MOST_BYTES:
                large = Sentence("it is too large: more than {most} MB when unpacked")
                raise UnusableArchive(large.given(most=MOST_BYTES // 1_000_000))
            return {member.filename: _read(archive, member) for member in members}
    except (BadZipFile, LargeZipFile, EOFError, OSError, zlib.error) as error:
        raise UnusableArchive(Sentence("it is damaged; save or pack it anew")) from error
    except (NotImplementedError, RuntimeError) as error:
        # A way of packing that Python does not know, or a password.
        raise UnusableArchive(_RARE) from error


def _read(archive: ZipFile, member: ZipInfo) -> bytes:
    # No more is unpacked than this; without a number it would be unpacked whole, and cut.
    with archive.open(member) as file:
        return file.read(member.file_size + 1)


def pack(files: Mapping[str, bytes], *, compressed: bool = True) -> bytes:
    """A ZIP file of these files."""
    target = io.BytesIO()
    with ZipFile(target, "w", ZIP_DEFLATED if compressed else ZIP_STORED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return target.getvalue()
