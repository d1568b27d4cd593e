DROP TABLE collusion_votes;
DROP TABLE collusion_cases;
DROP TABLE bid_prints;
