-- Where concerns are that nobody works on: they follow their office into another chat.
CREATE INDEX tickets_at_rest ON tickets (office, chat_id, about_office, status)
    WHERE about_office IS NULL AND status IN ('closed', 'redirected', 'declined', 'withdrawn');
