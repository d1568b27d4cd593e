DROP TABLE package_stamps;
