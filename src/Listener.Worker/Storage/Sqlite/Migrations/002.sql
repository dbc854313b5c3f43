-- The ledger tells the whole life of a reply: proposals and edits of its draft too, and with each step until when it holds (undo window,
-- lease, next action), the key of the network, and a keyed hash of the text. Rows about a draft have an empty reply and its state + 100.
-- form tells which fields content covers: 1 those of schema 1, 2 all.
ALTER TABLE ledger ADD COLUMN form INTEGER NOT NULL DEFAULT 1;
ALTER TABLE ledger ADD COLUMN draft INTEGER;
ALTER TABLE ledger ADD COLUMN version INTEGER;
ALTER TABLE ledger ADD COLUMN until INTEGER;
ALTER TABLE ledger ADD COLUMN idempotency_key TEXT;
ALTER TABLE ledger ADD COLUMN text_mac BLOB;
DROP INDEX ledger_reply;
CREATE INDEX ledger_reply ON ledger (reply) WHERE reply <> '';
CREATE INDEX ledger_draft ON ledger (draft) WHERE reply = '';
