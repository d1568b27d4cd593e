# When an expert can come
save = Save
title-availability = Availability
lede-availability = Days on which you cannot come, and how many reviews you take on at once. A draw leaves out who is away on its day or whose hands are full; no reason is asked.
availability-limit = Reviews at once
availability-no-limit = No limit
availability-absences = Days away
availability-entered = Entered
availability-enter = Enter days
availability-reason = Remark (may stay empty)
availability-withdraw = Withdraw
availability-withdrawn = Withdrawn
act-absence_enter = Days away entered
act-absence_withdraw = Days away withdrawn
act-limit_set = Limit of reviews set
