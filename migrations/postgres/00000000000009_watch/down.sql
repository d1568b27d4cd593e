DROP TABLE conflict_alerts;
