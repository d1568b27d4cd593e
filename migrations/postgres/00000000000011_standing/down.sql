DROP TABLE standing_proposals;
