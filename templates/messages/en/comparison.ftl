# One result under the packs of all places
title-comparison = Places compared
lede-comparison = Which grade the same score would have under each policy pack, and what would follow for the budget. For comparison; it changes nothing that was decided here.
comparison-pack = Policy pack
comparison-grade = Grade
comparison-own = Applies here
comparison-person = A person decides
comparison-nothing = Neither the place nor the nation has a rule for it
action-compare_packs = Compare places
