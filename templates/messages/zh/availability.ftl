# 专家时间安排
save = 保存
title-availability = 时间安排
lede-availability = 填写不能参加评审的日期和同时承担评审的上限。抽取当日在请假期内或已达上限的专家不参加抽取；不须说明理由。
availability-limit = 同时承担评审上限
availability-no-limit = 未设上限
availability-absences = 不能参加的日期
availability-entered = 登记
availability-enter = 登记日期
availability-reason = 说明（可不填）
availability-withdraw = 撤销
availability-withdrawn = 已撤销
act-absence_enter = 登记不能参加的日期
act-absence_withdraw = 撤销不能参加的日期
act-limit_set = 设定同时承担评审上限
