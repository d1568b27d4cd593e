DROP TABLE expert_limits;
DROP TABLE expert_absences;
