-- How reading goes is kept per watch: one that fails for ever must neither silence the others nor be hidden by their success. What was known of
-- a channel goes to each of its watches, without step and pause: each is read once at the next start and tells anew how long to wait.
CREATE TABLE watch_health (
  channel INTEGER NOT NULL REFERENCES channel (id),
  watch TEXT NOT NULL,
  back_off_level INTEGER NOT NULL,
  paused_until INTEGER,
  last_poll_at INTEGER,
  last_success_at INTEGER,
  last_new INTEGER NOT NULL,
  failing_since INTEGER,
  fault_kind INTEGER,
  fault_what TEXT,
  fault_where TEXT,
  fault_next TEXT,
  fault_retry_at INTEGER,
  read_without_gaps_since INTEGER,
  PRIMARY KEY (channel, watch)
) STRICT, WITHOUT ROWID;
INSERT INTO watch_health
  SELECT h.channel, w.watch, 0, NULL, h.last_poll_at, h.last_success_at, h.last_new, h.failing_since, h.fault_kind, h.fault_what, h.fault_where,
    h.fault_next, h.fault_retry_at, h.read_without_gaps_since
  FROM health h JOIN (SELECT channel, watch FROM cursor UNION SELECT channel, watch FROM poll) w ON w.channel = h.channel;
-- Channels that a person paused.
CREATE TABLE paused_channel (channel INTEGER PRIMARY KEY REFERENCES channel (id)) STRICT;
INSERT INTO paused_channel SELECT channel FROM health WHERE paused_by_user <> 0;
DROP TABLE health;
