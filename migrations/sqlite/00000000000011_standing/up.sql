-- Proposals to change an expert's standing: proposed, checked and approved by three people. `state` is
-- proposed, checked, done or refused; an appeal may follow what was done.
CREATE TABLE standing_proposals (
    id TEXT PRIMARY KEY,
    expert_id TEXT NOT NULL REFERENCES experts (id),
    act TEXT NOT NULL,
    reason_code TEXT NOT NULL,
    reason TEXT NOT NULL,
    state TEXT NOT NULL,
    proposed_by TEXT NOT NULL,
    proposed_at TEXT NOT NULL,
    checked_by TEXT,
    checked_at TEXT,
    ended_by TEXT,
    ended_at TEXT,
    ended_because TEXT,
    appeal TEXT,
    appealed_at TEXT,
    answer TEXT,
    answered_by TEXT,
    answered_at TEXT,
    is_lifted INTEGER NOT NULL
) STRICT;
CREATE INDEX standing_proposals_by_expert ON standing_proposals (expert_id, proposed_at);
CREATE INDEX standing_proposals_by_state ON standing_proposals (state, proposed_at);
