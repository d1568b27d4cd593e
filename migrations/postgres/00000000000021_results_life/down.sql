DROP TABLE instruction_settlements;
DROP TABLE instruction_rounds;
ALTER TABLE instructions DROP COLUMN event_id;
ALTER TABLE instructions DROP COLUMN choose_one;
ALTER TABLE instructions DROP COLUMN round;
DROP TABLE result_supersessions;
