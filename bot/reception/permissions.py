"""Who may do what: one table of roles and actions.

Whose ticket it is, the table cannot say: tickets are loaded through
`storage.tickets.ticket_for`.
"""

from collections.abc import Collection
from enum import StrEnum


class Role(StrEnum):
    """What a person is where they act."""

    RESIDENT = "resident"
    """Anybody in their private chat with the bot."""
    BLOCKED = "blocked"
    """A resident who may not write for now."""
    SECRETARY = "secretary"
    """Anybody in a staff chat: Telegram guards who is in it. In private: who is named for an
    office."""
    MONITORING = "monitoring"
    """Anybody in the monitoring chat."""
    ADMINISTRATOR = "administrator"
    """A person of ADMIN_IDS, or appointed by one, in the private chat."""
    ADMINISTRATOR_IN_GROUP = "administrator_in_group"
    """An administrator who shows their name, in any group."""
    OUTSIDER = "outsider"
    """A group that serves no office; an anonymous administrator, a channel, another bot."""
    FORMER = "former"
    """Somebody who has left the staff chat that their update comes from."""


class Action(StrEnum):
    """Something a handler does. Each handler names one."""

    READ = "read"
    """Pages, help, language: nothing of anybody is shown or changed."""
    FILE = "file"
    """Write and send one's own concern."""
    ADD = "add"
    """Add to one's own concern after it was sent, correct what one wrote, show one's name."""
    FOLLOW = "follow"
    """See one's own concerns, say whether they are settled, give them up, withdraw them."""
    OWN_DATA = "own_data"
    """See and erase what is held about oneself."""
    ANSWER = "answer"
    CORRECT = "correct"
    """Edit or take back what one has answered."""
    TAKE = "take"
    CLOSE = "close"
    DECIDE = "decide"
    """Say how a concern goes on: ask its resident, redirect or decline it."""
    TRANSFER = "transfer"
    """Give a concern to another office or to the Monitoring Centre."""
    DESCRIBE = "describe"
    """Its urgency, topic, number in the register, and the concern it repeats."""
    SET_CHAT = "set_chat"
    """The staff chat's own settings."""
    FETCH = "fetch"
    """Bring a concern that another administrator has in private into one's own chat."""
    SEE_DESK = "see_desk"
    """Look through the concerns that are handled here, print one."""
    APPOINT = "appoint"
    """Name somebody secretary of an office, and end that."""
    SEE_FAILED = "see_failed"
    """Look at what was set aside, try it again, dismiss it."""
    BLOCK = "block"
    """Keep the writer of a concern from writing for a time; lift that."""
    EDIT_DIRECTORY = "edit_directory"
    """See and change what is known of the offices, and which office serves which district."""
    LINK = "link"
    """Tie the group one is in to an office, or untie it."""
    EDIT_TEMPLATES = "edit_templates"
    """Write the answers that secretaries find ready to send."""
    REGISTER = "register"
    """Write down the concern of a visitor or caller."""
    CLAIM = "claim"
    """Make a concern from the counter one's own, with its code."""
    ANNOUNCE = "announce"
    """Write announcements, let them go, stop them, take them back."""
    SEE_STATISTICS = "see_statistics"
    """Numbers about the concerns handled here; of the country, for administrators."""
    EXPORT = "export"
    """Numbers of the country, or the concerns themselves, as files."""
    SEE_AUDIT = "see_audit"
    """Who did what as an administrator."""
    MUTE = "mute"
    """Say whether one wants announcements."""
    IDENTIFY_CHAT = "identify_chat"
    """Learn the id of the group one is in, to write it into the settings."""
    IGNORE = "ignore"
    """Take note of an event that changes nothing."""


_EVERYBODY = frozenset(Role)
_STAFF = frozenset({Role.SECRETARY, Role.MONITORING, Role.ADMINISTRATOR})
"""Those in whose chat concerns are handled; whose a concern is, its chat tells."""

TABLE: dict[Action, frozenset[Role]] = {
    Action.READ: frozenset({Role.RESIDENT, Role.BLOCKED, Role.ADMINISTRATOR}),
    Action.FILE: frozenset({Role.RESIDENT}),
    Action.ADD: frozenset({Role.RESIDENT}),
    Action.FOLLOW: frozenset({Role.RESIDENT, Role.BLOCKED}),
    Action.OWN_DATA: frozenset({Role.RESIDENT, Role.BLOCKED}),
    Action.ANSWER: _STAFF,
    # Whoever answered may do so, also where concerns are handled no longer.
    Action.CORRECT: _STAFF | {Role.OUTSIDER},
    Action.TAKE: _STAFF,
    Action.CLOSE: _STAFF,
    Action.DECIDE: _STAFF,
    Action.TRANSFER: _STAFF,
    Action.DESCRIBE: _STAFF,
    Action.SET_CHAT: frozenset({Role.SECRETARY, Role.MONITORING}),
    Action.FETCH: frozenset({Role.ADMINISTRATOR}),
    Action.SEE_DESK: _STAFF,
    Action.APPOINT: frozenset({Role.ADMINISTRATOR}),
    Action.SEE_FAILED: frozenset({Role.ADMINISTRATOR}),
    Action.BLOCK: frozenset({Role.ADMINISTRATOR}),
    Action.EDIT_DIRECTORY: frozenset({Role.ADMINISTRATOR}),
    Action.LINK: frozenset({Role.ADMINISTRATOR_IN_GROUP}),
    Action.EDIT_TEMPLATES: frozenset({Role.ADMINISTRATOR}),
    Action.REGISTER: frozenset({Role.SECRETARY, Role.MONITORING}),
    Action.CLAIM: frozenset({Role.RESIDENT, Role.BLOCKED}),
    Action.ANNOUNCE: frozenset({Role.ADMINISTRATOR}),
    Action.SEE_STATISTICS: _STAFF,
    Action.EXPORT: frozenset({Role.ADMINISTRATOR}),
    Action.SEE_AUDIT: frozenset({Role.ADMINISTRATOR}),
    Action.MUTE: frozenset({Role.RESIDENT, Role.BLOCKED}),
    Action.IDENTIFY_CHAT: _EVERYBODY - {Role.FORMER},
    Action.IGNORE: _EVERYBODY,
}


def allowed(roles: Collection[Role], action: Action) -> bool:
    """Whether one of ``roles`` may do ``action``."""
    return not TABLE[action].isdisjoint(roles)
