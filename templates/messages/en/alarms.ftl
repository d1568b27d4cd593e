# Alarms of the to-do list
todo-alarms = Alarms
