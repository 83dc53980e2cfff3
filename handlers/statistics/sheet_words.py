"""Words of the table with what happened to concerns."""

from handlers.labels import N_
from handlers.resident.privacy import data_words
from storage.events import Event

EVENTS = {
    **data_words.EVENTS,
    # Those that would speak to the resident.
    # NOTE: stands in a list of what happened to a concern
    Event.WRITTEN: N_("the resident wrote more"),
    # NOTE: stands in a list of what happened to a concern
    Event.ANSWERED: N_("an answer reached the resident"),
    # NOTE: stands in a list of what happened to a concern
    Event.WITHDRAWN: N_("withdrawn by the resident"),
    # NOTE: stands in a list of what happened to a concern: with a code from the reception
    Event.CLAIMED: N_("claimed by the resident with its code"),
    # NOTE: stands in a list of what happened to a concern
    Event.ASKED: N_("a question reached the resident"),
    # NOTE: stands in a list of what happened to a concern
    Event.NAME_HIDDEN: N_("the resident's name was hidden"),
    # NOTE: stands in a list of what happened to a concern
    Event.NAME_SHOWN: N_("the resident's name was shown"),
    # NOTE: stands in a list of what happened to a concern
    Event.OUTCOME: N_("the resident said whether it is solved"),
    # NOTE: stands in a list of what happened to a concern
    Event.UNDELIVERED: N_("an answer did not reach the resident"),
    # NOTE: stands in a list of what happened to a concern: the resident had stopped the bot
    Event.UNTOLD: N_("the resident could not be told of it"),
    # NOTE: stands in a list of what happened to a concern: the resident came back
    Event.TOLD: N_("the resident was told of it later"),
    # NOTE: stands in a list of what happened to a concern: its words and its writer are gone
    Event.ERASED: N_("erased"),
}

ROLES = {
    # NOTE: in a table: who did something
    "resident": N_("Resident"),
    # NOTE: in a table: who did something
    "secretary": N_("Secretary"),
    # NOTE: in a table: the program did something by itself
    "system": N_("The bot"),
}
