"""Words of the file with everything held about a person: what happened to a concern, what became
of a message, what a message holds besides its text."""

from handlers.labels import N_

EVENTS = {
    # NOTE: stands in a list of what happened to a concern
    "filed": N_("sent"),
    # NOTE: stands in a list of what happened to a concern: somebody is in charge
    "taken": N_("taken by a secretary"),
    # NOTE: stands in a list of what happened to a concern
    "written": N_("you wrote more"),
    # NOTE: stands in a list of what happened to a concern
    "answered": N_("an answer reached you"),
    # NOTE: stands in a list of what happened to a concern: by the office
    "answer_withdrawn": N_("an answer was taken back"),
    # NOTE: stands in a list of what happened to a concern
    "edited": N_("a message was corrected"),
    # NOTE: stands in a list of what happened to a concern
    "closed": N_("closed"),
    # NOTE: stands in a list of what happened to a concern
    "reopened": N_("opened again"),
    # NOTE: stands in a list of what happened to a concern: by the resident
    "withdrawn": N_("withdrawn by you"),
    # NOTE: stands in a list of what happened to a concern: the code to claim it with was lost
    "new_code": N_("given a new code by the reception"),
    # NOTE: stands in a list of what happened to a concern: with a code from the reception
    "claimed": N_("became yours with its code"),
    # NOTE: stands in a list of what happened to a concern
    "moved": N_("passed on to another office"),
    # NOTE: stands in a list of what happened to a concern: nobody is in charge any longer
    "released": N_("given back by the secretary"),
    # NOTE: stands in a list of what happened to a concern
    "asked": N_("a question of the office reached you"),
    # NOTE: stands in a list of what happened to a concern: another body is competent
    "redirected": N_("redirected to another body"),
    # NOTE: stands in a list of what happened to a concern
    "declined": N_("declined by the office"),
    # NOTE: stands in a list of what happened to a concern
    "urgent": N_("marked as urgent"),
    # NOTE: stands in a list of what happened to a concern
    "not_urgent": N_("no longer marked as urgent"),
    # NOTE: stands in a list of what happened to a concern
    "topic_changed": N_("the topic was changed"),
    # NOTE: stands in a list of what happened to a concern: in the agency's own register
    "register_number": N_("the register number was noted"),
    # NOTE: stands in a list of what happened to a concern
    "duplicate": N_("noted as the same as another concern"),
    # NOTE: stands in a list of what happened to a concern
    "distinct": N_("noted as different from another concern"),
    # NOTE: stands in a list of what happened to a concern
    "name_hidden": N_("your name was hidden"),
    # NOTE: stands in a list of what happened to a concern
    "name_shown": N_("your name was shown"),
    # NOTE: stands in a list of what happened to a concern
    "extended": N_("the office took more time for the answer"),
    # NOTE: stands in a list of what happened to a concern
    "outcome": N_("you said whether it is solved"),
    # NOTE: stands in a list of what happened to a concern
    "undelivered": N_("an answer did not reach you"),
    # NOTE: stands in a list of what happened to a concern: the resident had stopped the bot
    "untold": N_("you could not be told of it"),
    # NOTE: stands in a list of what happened to a concern: the resident came back
    "told": N_("you were told of it later"),
}

DELIVERY = {
    # NOTE: what became of a message
    "queued": N_("on its way"),
    # NOTE: what became of a message
    "delivered": N_("delivered"),
    # NOTE: what became of a message
    "failed": N_("not delivered"),
    # NOTE: what became of a message: the office took it back
    "withdrawn": N_("taken back by the office"),
}

DETAILS = {
    # NOTE: stands before the number that Telegram gave a file
    "file_id": N_("File on Telegram's servers"),
    # NOTE: stands before the numbers of files that the writer replaced by others
    "earlier_files": N_("Replaced files"),
    # NOTE: stands before a coordinate
    "latitude": N_("Latitude"),
    # NOTE: stands before a coordinate
    "longitude": N_("Longitude"),
    # NOTE: stands before the name of a place on the map
    "title": N_("Place"),
    # NOTE: stands before the address of a place on the map
    "address": N_("Address"),
    # NOTE: stands before the telephone number in a contact that was sent
    "phone_number": N_("Telephone"),
    # NOTE: stands before the first name in a contact that was sent
    "first_name": N_("First name"),
    # NOTE: stands before the last name in a contact that was sent
    "last_name": N_("Last name"),
    # NOTE: stands before “yes”: the sender covered the picture until it is tapped
    "has_spoiler": N_("Covered until tapped"),
    # NOTE: stands before the number of the chat that a poll was sent in
    "chat_id": N_("Chat"),
    # NOTE: stands before the number of a message
    "message_id": N_("Number of the message"),
}
