-- Answers of ours that Listener did not send. A later approval that could know of one is not stopped by it.
CREATE TABLE answer_elsewhere (
  mention INTEGER NOT NULL REFERENCES mention (number) ON DELETE CASCADE,
  native_id TEXT NOT NULL,
  noted_at INTEGER NOT NULL,
  PRIMARY KEY (mention, native_id)
) STRICT, WITHOUT ROWID;
