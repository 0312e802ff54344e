-- Names a hand-over by a carrier, so that one that is repeated is kept once.
ALTER TABLE inbound ADD COLUMN handover BLOB;
CREATE INDEX inbound_handover ON inbound (handover, received_ms) WHERE handover IS NOT NULL;
