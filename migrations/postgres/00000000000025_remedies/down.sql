DROP TABLE challenges;
DROP TABLE award_notices;
DROP TABLE low_price_votes;
DROP TABLE low_price_inquiries;
DROP TABLE bid_claims;
