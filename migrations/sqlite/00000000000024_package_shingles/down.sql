DROP TABLE package_shingles;
DROP TABLE package_texts;
