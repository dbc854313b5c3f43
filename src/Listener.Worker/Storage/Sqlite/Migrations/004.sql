-- End of the reply window, NULL for none: what can never be answered any more leaves the queue by itself, without a job.
ALTER TABLE work ADD COLUMN closes_at INTEGER;
UPDATE work SET closes_at = m.eligibility_ends FROM mention m WHERE m.number = work.number AND m.eligibility_ends IS NOT NULL;
CREATE INDEX work_closes ON work (closes_at) WHERE closes_at IS NOT NULL AND closed = 0;
