"""Members of chats and what they may do there."""

from dataclasses import dataclass, field
from typing import Literal

from bot.demo.errors import Json

Status = Literal["creator", "administrator", "member", "restricted", "left", "kicked"]

# ChatPermissions: what an ordinary member may do.
PERMISSIONS = (
    "can_send_messages",
    "can_send_audios",
    "can_send_documents",
    "can_send_photos",
    "can_send_videos",
    "can_send_video_notes",
    "can_send_voice_notes",
    "can_send_polls",
    "can_send_other_messages",
    "can_add_web_page_previews",
    "can_react_to_messages",
    "can_edit_tag",
    "can_change_info",
    "can_invite_users",
    "can_pin_messages",
    "can_manage_topics",
)
# What a new group lets nobody but its administrators do.
RESERVED = frozenset({"can_change_info", "can_pin_messages", "can_manage_topics"})
SENDING = tuple(name for name in PERMISSIONS if name.startswith("can_send_"))

# ChatAdministratorRights that every administrator object carries.
ADMIN_RIGHTS = (
    "can_manage_chat",
    "can_delete_messages",
    "can_manage_video_chats",
    "can_restrict_members",
    "can_promote_members",
    "can_change_info",
    "can_invite_users",
    "can_post_stories",
    "can_edit_stories",
    "can_delete_stories",
    "can_pin_messages",
    "can_manage_topics",
    "can_send_welcome_messages",
)

# Kind of content -> the permission it needs and how the refusal names it.
CONTENT_PERMISSION = {
    "text": ("can_send_messages", "text messages"),
    "location": ("can_send_messages", "text messages"),
    "venue": ("can_send_messages", "text messages"),
    "contact": ("can_send_messages", "text messages"),
    "photo": ("can_send_photos", "photos"),
    "video": ("can_send_videos", "videos"),
    "animation": ("can_send_other_messages", "animations"),
    "sticker": ("can_send_other_messages", "stickers"),
    "audio": ("can_send_audios", "audios"),
    "document": ("can_send_documents", "documents"),
    "voice": ("can_send_voice_notes", "voice notes"),
    "video_note": ("can_send_video_notes", "video notes"),
    "poll": ("can_send_polls", "polls"),
}


@dataclass(slots=True)
class Member:
    """Somebody's place in a chat. `rights` holds what differs from the status' full set."""

    user: Json
    status: Status
    rights: dict[str, bool] = field(default_factory=dict)

    @property
    def present(self) -> bool:
        """Whether the member is in the chat."""
        return self.status not in {"left", "kicked"}

    @property
    def is_admin(self) -> bool:
        """Whether the member is among the administrators."""
        return self.status in {"creator", "administrator"}

    def may(self, right: str, permissions: dict[str, bool]) -> bool:
        """Whether the member has a right, given the chat's permissions for everybody."""
        if self.status == "creator":
            return True
        if self.status == "administrator":
            return right.startswith("can_send_") or self.rights.get(right, True)
        if self.status == "restricted":
            return self.rights.get(right, True) and permissions.get(right, False)
        return self.status == "member" and permissions.get(right, False)

    def dump(self) -> Json:
        """The ChatMember object."""
        base: Json = {"user": self.user, "status": self.status}
        match self.status:
            case "creator":
                return {**base, "is_anonymous": False}
            case "administrator":
                rights = {name: self.rights.get(name, True) for name in ADMIN_RIGHTS}
                return {**base, "can_be_edited": False, "is_anonymous": False, **rights}
            case "restricted":
                rights = {name: self.rights.get(name, True) for name in PERMISSIONS}
                return {**base, "is_member": True, **rights, "until_date": 0}
            case "kicked":
                return {**base, "until_date": 0}
            case _:
                return base
