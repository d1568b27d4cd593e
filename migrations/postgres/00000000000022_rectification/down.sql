ALTER TABLE instructions DROP COLUMN decide;
DROP TABLE rectification_steps;
DROP TABLE rectifications;
