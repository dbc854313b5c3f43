-- What the console reads often: what a channel could not take, and which mentions the network removed.
CREATE INDEX quarantine_channel ON quarantine (channel, at);
CREATE INDEX mention_gone ON mention (number) WHERE gone_at IS NOT NULL;
