-- What has become of the messages of a run.
CREATE INDEX messages_run ON messages (run, state) WHERE run IS NOT NULL;
CREATE INDEX runs_account ON runs (account, id);
