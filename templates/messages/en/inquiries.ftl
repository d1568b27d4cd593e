# Questions and clarifications
inquiries-clarifications = Clarifications
inquiries-substantive = may affect how bids are written
inquiries-ask = Ask
inquiries-secret = Nobody sees who asks; the answer goes to all.
inquiries-question = Question
inquiries-send = Send
inquiries-questions = Questions
inquiries-answered = answered
inquiries-open = open
inquiries-clarify = Clarify
inquiries-content = What is clarified
inquiries-moves = Where it may affect bids and too few days are left, the deadline moves by itself.
inquiries-publish = Publish to all
