DROP TABLE feed_reconciliations;
DROP TABLE feed_attempts;
DROP TABLE feed_lanes;
DROP TABLE feed_keys;
DROP TABLE feed_endpoints;
