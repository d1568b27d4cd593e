DROP TABLE feed_acknowledgements;
DROP TABLE feed_events;
DROP TABLE instructions;
DROP TABLE results;
