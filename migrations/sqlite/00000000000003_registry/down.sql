DROP TABLE imports;
DROP TABLE expert_specialties;
DROP TABLE experts;
DROP TABLE lead_evaluators;
DROP TABLE institutions;
DROP TABLE projects;
DROP TABLE budget_units;
