# 待办提醒
todo-alarms = 提醒
