-- Moments are seconds since 1970 in UTC; days are ISO dates in the office's time zone.

CREATE TABLE meta (
    key TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

-- Raw updates, stored before Telegram is told that they arrived.
CREATE TABLE inbox (
    id INTEGER PRIMARY KEY,                 -- the order of arrival
    bot_id INTEGER NOT NULL,
    update_id INTEGER NOT NULL,
    received_at REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'new' CHECK (state IN ('new', 'waiting', 'done', 'failed')),
    payload TEXT,                           -- the raw JSON; NULL once done
    album TEXT,                             -- chat:sender:media_group_id, while and after it waits
    attempts INTEGER NOT NULL DEFAULT 0,
    error TEXT,
    UNIQUE (bot_id, update_id)
);
CREATE INDEX inbox_open ON inbox (state, id) WHERE state <> 'done';
CREATE INDEX inbox_done ON inbox (received_at) WHERE state = 'done';
CREATE INDEX inbox_album ON inbox (album) WHERE album IS NOT NULL;

-- Calls to Telegram, written in the transaction that decided on them.
CREATE TABLE outbox (
    id INTEGER PRIMARY KEY AUTOINCREMENT,   -- never reused: delivery reads on from the last id
    method TEXT NOT NULL,
    params TEXT NOT NULL,                   -- JSON, defaults resolved, without chat_id
    chat_id INTEGER,                        -- NULL: the call has no chat
    stream TEXT NOT NULL DEFAULT '',        -- order holds within (chat_id, stream)
    priority INTEGER NOT NULL,
    refs TEXT NOT NULL DEFAULT '[]',        -- message ids to look up when it is sent
    on_result TEXT,                         -- the continuation's name
    context TEXT NOT NULL DEFAULT '{}',     -- what the continuation needs to know
    created_at INTEGER NOT NULL,
    expires_at REAL,
    optional INTEGER NOT NULL DEFAULT 0,    -- 1: not kept when Telegram refuses it
    uploads INTEGER NOT NULL DEFAULT 0,     -- 1: its files are in blobs
    state TEXT NOT NULL DEFAULT 'queued' CHECK (state IN ('queued', 'failed')),
    error TEXT
);
CREATE INDEX outbox_queued ON outbox (priority, id) WHERE state = 'queued';
CREATE INDEX outbox_chat ON outbox (chat_id);

CREATE TABLE blobs (
    id INTEGER PRIMARY KEY,
    outbox_id INTEGER NOT NULL
        REFERENCES outbox (id) ON DELETE CASCADE ON UPDATE CASCADE,
    field TEXT NOT NULL,                    -- the parameter that holds the file
    filename TEXT NOT NULL,
    content BLOB NOT NULL
);
CREATE INDEX blobs_outbox ON blobs (outbox_id);

CREATE TABLE fsm (
    bot_id INTEGER NOT NULL,
    chat_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL,
    thread_id INTEGER NOT NULL,             -- 0: none
    destiny TEXT NOT NULL,
    state TEXT,
    data TEXT NOT NULL DEFAULT '{}',
    PRIMARY KEY (bot_id, chat_id, user_id, thread_id, destiny)
) WITHOUT ROWID;

-- The one table with a resident's Telegram identity.
CREATE TABLE residents (
    id INTEGER PRIMARY KEY,
    telegram_id INTEGER NOT NULL UNIQUE,
    name TEXT NOT NULL,                     -- as Telegram shows it
    language TEXT,                          -- NULL until chosen
    last_office TEXT,
    blocked_at INTEGER,                     -- when Telegram said that they blocked the bot
    created_at INTEGER NOT NULL
);

CREATE TABLE tickets (
    id INTEGER PRIMARY KEY,
    resident_id INTEGER REFERENCES residents (id) ON DELETE SET NULL,
    status TEXT NOT NULL,
    number TEXT UNIQUE,                     -- NULL while it is a draft
    office TEXT,
    topic TEXT,
    urgent INTEGER NOT NULL DEFAULT 0,
    show_name INTEGER NOT NULL DEFAULT 0,
    language TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    updated_at INTEGER NOT NULL,
    filed_at INTEGER,
    due_on TEXT,
    recalled_at INTEGER,                    -- when an unsent draft was recalled to its writer
    taken_by INTEGER,
    taken_name TEXT,
    answered_at INTEGER,                    -- when the last answer reached the resident
    resident_at INTEGER,                    -- when the resident last wrote
    acknowledged_at INTEGER,                -- when the resident was last told "passed on"
    chat_id INTEGER,                        -- the staff chat its card is in
    card_id INTEGER,                        -- the card's message id there
    stale_at REAL                           -- since when the card shows an earlier state
);
CREATE INDEX tickets_stale ON tickets (stale_at) WHERE stale_at IS NOT NULL;
CREATE INDEX tickets_resident ON tickets (resident_id, id);
CREATE INDEX tickets_status ON tickets (status, updated_at);

CREATE TABLE serials (
    office TEXT NOT NULL,
    year INTEGER NOT NULL,
    last INTEGER NOT NULL,
    PRIMARY KEY (office, year)
) WITHOUT ROWID;

-- Every message of a ticket's exchange, both ways.
CREATE TABLE entries (
    id INTEGER PRIMARY KEY,
    ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
    author_id INTEGER,                      -- the secretary; NULL for the resident
    author_name TEXT,
    content TEXT NOT NULL,                  -- JSON: kind, text, entities, file
    album TEXT,                             -- Telegram's media_group_id
    delivery TEXT NOT NULL DEFAULT 'kept'
        CHECK (delivery IN ('kept', 'queued', 'delivered', 'failed', 'withdrawn')),
    sent_at INTEGER NOT NULL
);
CREATE INDEX entries_ticket ON entries (ticket_id, id);
CREATE INDEX entries_album ON entries (album) WHERE album IS NOT NULL;

-- Which message in which chat stands for what: the map between both sides of an exchange.
CREATE TABLE links (
    chat_id INTEGER NOT NULL,
    message_id INTEGER NOT NULL,
    ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    entry_id INTEGER REFERENCES entries (id) ON DELETE CASCADE,
    kind TEXT NOT NULL CHECK (kind IN ('card', 'source', 'copy', 'prompt')),
    PRIMARY KEY (chat_id, message_id)
) WITHOUT ROWID;
CREATE INDEX links_entry ON links (entry_id);
CREATE INDEX links_ticket ON links (ticket_id);

CREATE TABLE events (
    id INTEGER PRIMARY KEY,
    ticket_id INTEGER NOT NULL REFERENCES tickets (id) ON DELETE CASCADE,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    role TEXT NOT NULL,                     -- resident, secretary, system
    actor_id INTEGER,                       -- a secretary's Telegram id; NULL for others
    detail TEXT
);
CREATE INDEX events_ticket ON events (ticket_id, id);

-- Staff chats: what is set for them, and what Telegram said of them.
CREATE TABLE chats (
    id INTEGER PRIMARY KEY,
    language TEXT,
    moved_to INTEGER,                       -- the supergroup it became
    parked_at INTEGER,                      -- since when Telegram refuses everything for it
    parked_reason TEXT
);

CREATE TABLE regions (
    code TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    name_ky TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_uz TEXT NOT NULL,
    name_uz_Cyrl TEXT NOT NULL,
    name_en TEXT NOT NULL
);
CREATE TABLE offices (
    code TEXT PRIMARY KEY,
    region_code TEXT NOT NULL REFERENCES regions (code),
    district_code TEXT NOT NULL,
    latitude REAL NOT NULL,
    longitude REAL NOT NULL,
    address TEXT,
    phone TEXT,
    hours TEXT,
    secretary TEXT,
    staff_chat_id INTEGER,
    confirmed INTEGER NOT NULL,
    name_ky TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_uz TEXT NOT NULL,
    name_uz_Cyrl TEXT NOT NULL,
    name_en TEXT NOT NULL
);
CREATE TABLE districts (
    code TEXT PRIMARY KEY,
    region_code TEXT NOT NULL REFERENCES regions (code),
    office_code TEXT NOT NULL REFERENCES offices (code),
    confirmed INTEGER NOT NULL,
    seat_latitude REAL NOT NULL,
    seat_longitude REAL NOT NULL,
    name_ky TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_uz TEXT NOT NULL,
    name_uz_Cyrl TEXT NOT NULL,
    name_en TEXT NOT NULL
);
CREATE TABLE topics (
    code TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    urgent INTEGER NOT NULL,
    name_ky TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_uz TEXT NOT NULL,
    name_uz_Cyrl TEXT NOT NULL,
    name_en TEXT NOT NULL
);
CREATE TABLE emergency (
    number TEXT PRIMARY KEY,
    position INTEGER NOT NULL,
    verified INTEGER NOT NULL,
    name_ky TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_uz TEXT NOT NULL,
    name_uz_Cyrl TEXT NOT NULL,
    name_en TEXT NOT NULL
);
CREATE TABLE agency (
    code TEXT PRIMARY KEY,
    name_ky TEXT NOT NULL,
    name_ru TEXT NOT NULL,
    name_uz TEXT NOT NULL,
    name_uz_Cyrl TEXT NOT NULL,
    name_en TEXT NOT NULL
);
CREATE TABLE working_day_overrides (
    day TEXT PRIMARY KEY,
    working INTEGER NOT NULL,               -- 1: an extra working day, 0: an extra day off
    source TEXT NOT NULL
) WITHOUT ROWID;
