-- `source_digest` is the digest of what was imported, so that a second run over the same data
-- changes nothing. Personal data is sealed (AEAD) and found by keyed hash.
CREATE TABLE budget_units (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    uscc TEXT NOT NULL,
    parent_code TEXT,
    nature TEXT NOT NULL,
    level TEXT NOT NULL,
    source_digest TEXT NOT NULL,
    UNIQUE (division, code)
);

CREATE TABLE projects (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    code TEXT NOT NULL,
    name TEXT NOT NULL,
    unit_code TEXT NOT NULL,
    department_code TEXT NOT NULL,
    sector TEXT NOT NULL,
    funding_scope TEXT NOT NULL,
    fiscal_year INTEGER NOT NULL,
    budget_fen BIGINT NOT NULL,
    executed_fen BIGINT NOT NULL,
    evaluation_kind TEXT NOT NULL,
    performance_goal TEXT NOT NULL,
    source_digest TEXT NOT NULL,
    UNIQUE (division, code, fiscal_year)
);

CREATE TABLE institutions (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    uscc TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    kind TEXT NOT NULL,
    founded_on DATE,
    legal_representative TEXT NOT NULL,
    registered_capital_fen BIGINT,
    region TEXT NOT NULL,
    contact_name TEXT NOT NULL,
    phone_sealed TEXT NOT NULL,
    email_sealed TEXT NOT NULL,
    specialties TEXT NOT NULL,
    staff_count INTEGER,
    lead_evaluator_count INTEGER,
    credit_number TEXT,
    credit_grade TEXT,
    status TEXT NOT NULL,
    source_digest TEXT NOT NULL
);

CREATE TABLE lead_evaluators (
    id TEXT PRIMARY KEY,
    institution_uscc TEXT NOT NULL,
    name TEXT NOT NULL,
    person_key TEXT NOT NULL,
    id_no_sealed TEXT NOT NULL,
    qualification TEXT NOT NULL,
    title TEXT NOT NULL,
    work_years INTEGER NOT NULL,
    evaluation_years INTEGER NOT NULL,
    source_digest TEXT NOT NULL,
    UNIQUE (institution_uscc, person_key)
);

CREATE TABLE experts (
    id TEXT PRIMARY KEY,
    number TEXT NOT NULL UNIQUE,
    person_key TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    sex TEXT NOT NULL,
    id_no_sealed TEXT NOT NULL,
    born_on DATE,
    employer TEXT NOT NULL,
    employer_uscc TEXT,
    title TEXT NOT NULL,
    title_level TEXT NOT NULL,
    qualification TEXT,
    education TEXT NOT NULL,
    work_years INTEGER,
    region TEXT NOT NULL,
    phone_sealed TEXT NOT NULL,
    email_sealed TEXT NOT NULL,
    enrolled_on DATE,
    status TEXT NOT NULL,
    search_text TEXT NOT NULL,
    source_digest TEXT NOT NULL
);
CREATE INDEX experts_by_status ON experts (status, number);

-- `kind` is field (擅长领域) or discipline (专业方向).
CREATE TABLE expert_specialties (
    expert_id TEXT NOT NULL REFERENCES experts (id),
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    PRIMARY KEY (expert_id, kind, name)
);
CREATE INDEX expert_specialties_by_name ON expert_specialties (name, expert_id);

-- One row per folder that was taken in; the digest is of all its files.
CREATE TABLE imports (
    id TEXT PRIMARY KEY,
    division TEXT NOT NULL,
    folder_digest TEXT NOT NULL,
    imported_at TIMESTAMP NOT NULL,
    imported_by TEXT NOT NULL,
    report TEXT NOT NULL,
    UNIQUE (division, folder_digest)
);
