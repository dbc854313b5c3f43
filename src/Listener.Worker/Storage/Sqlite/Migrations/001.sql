-- First schema. Times are Unix milliseconds, enums their integer values; ids compare byte by byte (BINARY).

CREATE TABLE channel (
  id INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE
) STRICT;

-- Numbers are handed out here, so that an erased number is never used again.
CREATE TABLE counter (
  name TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- What the network said. thread_id, parent_id and author_display are NULL where they equal native_id or author_name.
-- author_key and thread_key are the first 8 bytes of a SHA-256 over channel and id: short index keys, checked against the text.
CREATE TABLE mention (
  number INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel (id),
  native_id TEXT NOT NULL,
  watch TEXT NOT NULL,
  kind INTEGER NOT NULL,
  author_key INTEGER NOT NULL,
  author_id TEXT NOT NULL,
  author_name TEXT NOT NULL,
  author_display TEXT,
  followers INTEGER,
  is_bot INTEGER NOT NULL,
  text TEXT NOT NULL,
  title TEXT,
  was_cut INTEGER NOT NULL,
  posted_at INTEGER NOT NULL,
  thread_key INTEGER NOT NULL,
  thread_id TEXT,
  parent_id TEXT,
  audience INTEGER NOT NULL,
  channel_state TEXT,
  eligibility INTEGER NOT NULL,
  eligibility_reason TEXT,
  eligibility_ends INTEGER,
  permalink TEXT,
  stars INTEGER,
  language_hint TEXT,
  version TEXT,
  first_seen_at INTEGER NOT NULL,
  edited_at INTEGER,
  gone_at INTEGER,
  UNIQUE (channel, native_id)
) STRICT;
CREATE INDEX mention_author ON mention (author_key);
CREATE INDEX mention_thread ON mention (thread_key);

-- What is filtered and sorted by: one short row a mention. -1 and '' stand for "not known yet".
-- closed is 1 for Resolved, so that the open queue stays fast beside a long history.
CREATE TABLE work (
  number INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL,
  state INTEGER NOT NULL,
  sentiment INTEGER NOT NULL,
  intent INTEGER NOT NULL,
  language TEXT NOT NULL,
  priority INTEGER NOT NULL,
  needs_answer INTEGER NOT NULL,
  unsure INTEGER NOT NULL,
  open_draft INTEGER NOT NULL,
  assignee TEXT NOT NULL,
  topics TEXT NOT NULL,
  flags TEXT NOT NULL,
  posted_at INTEGER NOT NULL,
  due_key INTEGER NOT NULL,
  priority_key INTEGER NOT NULL,
  closed INTEGER NOT NULL,
  understood INTEGER NOT NULL,
  answered_at INTEGER,
  snoozed_until INTEGER,
  revision INTEGER NOT NULL
) STRICT;
CREATE INDEX work_posted ON work (closed, posted_at);
CREATE INDEX work_due ON work (closed, due_key);
CREATE INDEX work_priority ON work (closed, priority_key);
CREATE INDEX work_waiting ON work (number) WHERE understood = 0;
CREATE INDEX work_snoozed ON work (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- How many mentions share the same filter values; same column names as in work, so one condition serves both.
CREATE TABLE tally (
  channel INTEGER NOT NULL,
  state INTEGER NOT NULL,
  sentiment INTEGER NOT NULL,
  intent INTEGER NOT NULL,
  language TEXT NOT NULL,
  priority INTEGER NOT NULL,
  needs_answer INTEGER NOT NULL,
  unsure INTEGER NOT NULL,
  open_draft INTEGER NOT NULL,
  assignee TEXT NOT NULL,
  n INTEGER NOT NULL,
  PRIMARY KEY (channel, state, sentiment, intent, language, priority, needs_answer, unsure, open_draft, assignee)
) STRICT, WITHOUT ROWID;

-- The rest of classification and routing, read only for shown rows.
CREATE TABLE understanding (
  number INTEGER PRIMARY KEY,
  language_probability REAL NOT NULL,
  negative REAL NOT NULL,
  neutral REAL NOT NULL,
  positive REAL NOT NULL,
  sentiment_unsure INTEGER NOT NULL,
  intent_unsure INTEGER NOT NULL,
  intents TEXT NOT NULL,
  topics TEXT,
  flags TEXT,
  toxicity REAL NOT NULL,
  spam REAL NOT NULL,
  model TEXT NOT NULL,
  due_at INTEGER,
  target TEXT NOT NULL,
  queue TEXT NOT NULL,
  reasons TEXT,
  rules TEXT
) STRICT;

-- Index only, no second copy of the texts; deletions name the old text (FTS5 "contentless" table).
CREATE VIRTUAL TABLE mention_search USING fts5 (
  body, content = '', columnsize = 0, tokenize = 'unicode61 remove_diacritics 2'
);
INSERT INTO mention_search (mention_search, rank) VALUES ('secure-delete', 1);

-- Texts that an edit replaced.
CREATE TABLE earlier_text (
  mention INTEGER NOT NULL REFERENCES mention (number) ON DELETE CASCADE,
  revision INTEGER NOT NULL,
  text TEXT NOT NULL,
  title TEXT,
  stars INTEGER,
  version TEXT,
  replaced_at INTEGER NOT NULL,
  PRIMARY KEY (mention, revision)
) STRICT, WITHOUT ROWID;

CREATE TABLE cursor (
  channel INTEGER NOT NULL REFERENCES channel (id),
  watch TEXT NOT NULL,
  value TEXT NOT NULL,
  saved_at INTEGER NOT NULL,
  PRIMARY KEY (channel, watch)
) STRICT, WITHOUT ROWID;

CREATE TABLE quarantine (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel (id),
  at INTEGER NOT NULL,
  place TEXT NOT NULL,
  reason TEXT NOT NULL,
  raw TEXT NOT NULL
) STRICT;

CREATE TABLE gap (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel (id),
  watch TEXT NOT NULL,
  from_at INTEGER NOT NULL,
  to_at INTEGER NOT NULL,
  reason TEXT NOT NULL
) STRICT;
CREATE INDEX gap_time ON gap (to_at);

CREATE TABLE correction (
  id INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mention (number) ON DELETE CASCADE,
  field TEXT NOT NULL,
  before TEXT NOT NULL,
  after TEXT NOT NULL,
  model TEXT NOT NULL,
  by TEXT NOT NULL,
  at INTEGER NOT NULL
) STRICT;
CREATE INDEX correction_mention ON correction (mention);

CREATE TABLE note (
  id INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mention (number) ON DELETE CASCADE,
  by TEXT NOT NULL,
  at INTEGER NOT NULL,
  text TEXT NOT NULL
) STRICT;
CREATE INDEX note_mention ON note (mention);

-- Latest version of every draft; earlier ones in draft_version.
CREATE TABLE draft (
  id INTEGER PRIMARY KEY,
  mention INTEGER NOT NULL REFERENCES mention (number) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  text TEXT NOT NULL,
  proposed_text TEXT,
  language TEXT NOT NULL,
  origin TEXT NOT NULL,
  why TEXT NOT NULL,
  author TEXT NOT NULL,
  state INTEGER NOT NULL,
  guards TEXT,
  created_at INTEGER NOT NULL,
  decided_by TEXT,
  decided_at INTEGER,
  decision_note TEXT
) STRICT;
CREATE INDEX draft_mention ON draft (mention);

CREATE TABLE draft_version (
  draft INTEGER NOT NULL REFERENCES draft (id) ON DELETE CASCADE,
  version INTEGER NOT NULL,
  text TEXT NOT NULL,
  author TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (draft, version)
) STRICT, WITHOUT ROWID;

-- States: 0 Approved, 1 Sending, 2 Delivered, 3 RetryLater, 4 Refused, 5 Unknown, 6 Checking, 7 NeedsPerson, 8 Cancelled, 9 ManualHandOff.
-- mac is a keyed hash over all other columns.
CREATE TABLE reply (
  seq INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  mention INTEGER NOT NULL REFERENCES mention (number),
  channel TEXT NOT NULL,
  native_id TEXT NOT NULL,
  thread_id TEXT NOT NULL,
  parent_id TEXT NOT NULL,
  audience INTEGER NOT NULL,
  channel_state TEXT,
  text TEXT NOT NULL,
  text_hash TEXT NOT NULL,
  language TEXT NOT NULL,
  target_version TEXT,
  approved_at INTEGER NOT NULL,
  draft INTEGER NOT NULL,
  approved_by TEXT NOT NULL,
  state INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  looks INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  lease_until INTEGER,
  next_action_at INTEGER,
  posted_id TEXT,
  permalink TEXT,
  detail TEXT,
  changed_at INTEGER NOT NULL,
  begun_at INTEGER,
  ledger_seq INTEGER NOT NULL,
  mac BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX reply_one_on_its_way ON reply (mention) WHERE state NOT IN (2, 4, 8);
CREATE INDEX reply_mention ON reply (mention);
CREATE INDEX reply_due ON reply (next_action_at) WHERE state IN (0, 3, 5, 6);
CREATE INDEX reply_state ON reply (state, changed_at);
CREATE INDEX reply_begun ON reply (channel, begun_at) WHERE begun_at IS NOT NULL;

-- Append only. content is a keyed hash of the row, chain a keyed hash of the row before and this one. Holds no customer text.
CREATE TABLE ledger (
  seq INTEGER PRIMARY KEY,
  reply TEXT NOT NULL,
  at INTEGER NOT NULL,
  state INTEGER NOT NULL,
  actor TEXT NOT NULL,
  attempt INTEGER NOT NULL,
  fence INTEGER NOT NULL,
  detail TEXT,
  erased INTEGER NOT NULL,
  content BLOB NOT NULL,
  chain BLOB NOT NULL
) STRICT;
CREATE INDEX ledger_reply ON ledger (reply);
CREATE UNIQUE INDEX ledger_one_delivered ON ledger (reply) WHERE state = 2 AND erased = 0;

-- Append only, same chain. erased holds a keyed hash where texts were taken out by an erasure.
CREATE TABLE audit (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  who TEXT NOT NULL,
  what TEXT NOT NULL,
  object TEXT NOT NULL,
  before TEXT,
  after TEXT,
  erased BLOB,
  content BLOB NOT NULL,
  chain BLOB NOT NULL
) STRICT;

-- Newest row of each chain, so that rows cut off at the end are noticed.
CREATE TABLE chain_head (
  name TEXT PRIMARY KEY,
  seq INTEGER NOT NULL,
  mac BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- A released claim keeps its row, so that fences keep rising.
CREATE TABLE claim (
  mention INTEGER PRIMARY KEY REFERENCES mention (number) ON DELETE CASCADE,
  by TEXT NOT NULL,
  until INTEGER NOT NULL,
  fence INTEGER NOT NULL
) STRICT;

CREATE TABLE health (
  channel INTEGER PRIMARY KEY REFERENCES channel (id),
  back_off_level INTEGER NOT NULL,
  paused_until INTEGER,
  paused_by_user INTEGER NOT NULL,
  last_poll_at INTEGER,
  last_success_at INTEGER,
  last_new INTEGER NOT NULL,
  failing_since INTEGER,
  fault_kind INTEGER,
  fault_what TEXT,
  fault_where TEXT,
  fault_next TEXT,
  fault_retry_at INTEGER,
  read_without_gaps_since INTEGER
) STRICT;

CREATE TABLE poll (
  id INTEGER PRIMARY KEY,
  channel INTEGER NOT NULL REFERENCES channel (id),
  watch TEXT NOT NULL,
  at INTEGER NOT NULL,
  took INTEGER NOT NULL,
  read INTEGER NOT NULL,
  added INTEGER NOT NULL,
  quarantined INTEGER NOT NULL,
  fault TEXT
) STRICT;
CREATE INDEX poll_time ON poll (channel, at);

-- name_key is the name in capital letters (invariant), so that names compare without case.
CREATE TABLE user (
  name_key TEXT PRIMARY KEY,
  name TEXT NOT NULL,
  display_name TEXT NOT NULL,
  role INTEGER NOT NULL,
  password_hash TEXT NOT NULL,
  security_stamp TEXT NOT NULL,
  disabled INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_seen_at INTEGER,
  preferences TEXT
) STRICT, WITHOUT ROWID;

CREATE TABLE named_value (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE digest (
  seq INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  json TEXT NOT NULL,
  built_at INTEGER NOT NULL
) STRICT;

-- Keyed hash of channel and author; nothing of the author can be read from it.
CREATE TABLE tombstone (
  mac BLOB PRIMARY KEY
) STRICT, WITHOUT ROWID;
