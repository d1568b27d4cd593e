DROP TABLE panel_seats;
DROP TABLE draws;
DROP TABLE awards;
DROP TABLE technical_marks;
DROP TABLE bids;
DROP TABLE commission_moves;
DROP TABLE commissions;
