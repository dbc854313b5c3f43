-- One customer's messages in one thread are counted before each approval and each send; one name may have written tens of thousands elsewhere.
CREATE INDEX mention_author_thread ON mention (author_key, thread_key);
DROP INDEX mention_author;
