# 提问与澄清
inquiries-clarifications = 澄清与修改
inquiries-substantive = 可能影响投标文件编制
inquiries-ask = 提问
inquiries-secret = 开标前任何人都看不到是谁提的问题；答复对所有机构公开。
inquiries-question = 问题
inquiries-send = 提交问题
inquiries-questions = 问题
inquiries-answered = 已答复
inquiries-open = 待答复
inquiries-clarify = 发布澄清
inquiries-content = 澄清内容
inquiries-moves = 可能影响投标文件编制且离截止不足规定天数的，截止时间自动顺延。
inquiries-publish = 向全体发布
