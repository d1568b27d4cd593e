# 同一结果按各地政策包比较
title-comparison = 各地政策对照
lede-comparison = 同一得分按各政策包会评定什么等次、对预算有什么后果。仅供对照，不改变本委托已作出的决定。
comparison-pack = 政策包
comparison-grade = 等次
comparison-own = 本委托适用
comparison-person = 须由人决定
comparison-nothing = 当地和国家都没有规定措施
action-compare_packs = 各地政策对照
