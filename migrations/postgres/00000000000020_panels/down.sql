DROP TABLE panel_changes;
DROP TABLE panel_submissions;
DROP TABLE panel_marks;
DROP TABLE panel_declarations;
