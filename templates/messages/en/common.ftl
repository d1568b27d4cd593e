# Hengping's words in English. The keys match zh/ one to one; a test holds that.
## The product and the frame of a page

product = Hengping
product-line = Third-party budget performance evaluation
skip-to-content = Skip to content
main-navigation = Main navigation
text-large = Larger text
text-normal = Normal text
language-zh = 中文
language-en = English
sign-out = Sign out
change-password = Password
server-time = Server time
support = Support
print = Print
signatures = Signatures and seal
sign-handler = Handler (signature):
sign-checker = Checker (signature):
sign-approver = Approver (signature):
sign-seal = Seal of the unit and date:

## Navigation

nav-todo = To do
nav-commissions = Commissions
nav-experts = Experts
nav-institutions = Institutions
nav-board = Year at a glance
nav-feed = Budget linkage feed
nav-decisions = Decision records
nav-audit = Audit log
nav-accounts = Accounts
nav-policy = Policy pack
nav-policies = Compare packs
nav-about = System status

## Titles

title-login = Sign in
title-error = Could not be done
title-todo = To do
title-experts = Expert library
title-expert = Review expert
title-institutions = Institution pool
title-institution = Third-party institution
title-commissions = Commissions
title-commission = Commission
title-board = Year at a glance
title-feed = Budget linkage feed
title-decisions = Decision records
title-decision = Decision record
title-audit = Audit log
title-accounts = Accounts
title-policy = Policy pack
title-policies = Policy packs compared
title-about = System status
title-form = Form
title-import = Import

## Sign-in

login-title = Sign in
login-account = Account
login-password = Password
login-code = One-time code
login-button = Sign in
login-note = Repeated failures lock the account; idle sessions end by themselves.
login-point-replay = Every decision can be replayed
login-point-sealed = Sealed means sealed until opening
login-point-law = Every rule names its article

## Problems

error-what-to-do = What to do
error-back = Go back
error-home = To the work list
error-number = Support number

## Lists

list-search = Search and filter
list-total = { $total ->
        [one] { $total } record
       *[other] { $total } records
    }
search = Search
search-button = Search
search-clear = Clear
search-hint-experts = Name, number, employer, specialty; several words apart
search-hint-institutions = Name, number, credit code, specialty
search-hint-commissions = Number, project, unit
search-hint-todo = Project or number
search-hint-feed = Project code or event id
search-hint-decisions = Commission number or digest
search-hint-audit = Actor or subject
search-hint-accounts = Name, account, unit
filter-all = All
rows-per-page = Per page
export-filtered = Export as filtered
format-xlsx = Excel
format-csv = CSV (UTF-8)
format-csv-gb18030 = CSV (GB18030)
format-json = JSON
pager-label = Pages
pager-range = { $first } – { $last } of { $total }
pager-previous = Previous
pager-next = Next
empty-for = Nothing matches “{ $words }”
empty-list = No record meets the conditions
empty-relax = Relax one of these conditions:
empty-without = without{" "}
empty-hint = Use fewer words, or clear the filters.
row-total = Total of this selection

## Filters

filter-q = search words
filter-status = Status
filter-state = State
filter-specialty = Specialty
filter-region = Region
filter-title_level = Title level
filter-kind = Kind
filter-year = Year
filter-sector = Sector
filter-grade = Grade
filter-due = Due
filter-handler = With whom
filter-credit = Credit level
filter-acknowledged = Acknowledgement
filter-type = Event type
filter-replay = Replay
filter-role = Role
filter-act = Act
filter-outcome = Outcome
filter-division = Fiscal division

## Status bar

status-bar = Status
status-now = State
status-handler = With
status-due = Due
status-next = Next step
status-nobody = Nobody
status-none = None
mark-done = done
mark-current = in progress
mark-todo = to come
mark-skipped = not applicable
phase-plan = Planning
phase-procure = Procurement
phase-work = Field work
phase-report = Package
phase-grade = Grading
phase-link = Linkage
phase-close = Close
commission-state-draft = Being drafted
commission-state-proposed = To be checked
commission-state-planned = Planned
commission-state-approved = Approved
commission-state-announced = Open for bids
commission-state-opened = Opened
commission-state-scored = Scored
commission-state-awarded = Awarded
commission-state-contracted = Contracted
commission-state-plan_accepted = Work plan accepted
commission-state-field_work = Field work
commission-state-views_exchanged = Views exchanged
commission-state-submitted = Package submitted
commission-state-checked = Checked
commission-state-reviewed = Reviewed
commission-state-accepted = Accepted
commission-state-graded = Graded
commission-state-grade_approved = Grade approved
commission-state-published = Published
commission-state-instructed = Instruction issued
commission-state-acknowledged = Acknowledged
commission-state-rectifying = Rectifying
commission-state-closed = Closed
commission-state-archived = Archived
commission-state-failed = Failed
commission-state-terminated = Terminated
due-late = { $days ->
        [one] { $days } day late
       *[other] { $days } days late
    }
due-today = due today
due-left = { $days ->
        [one] { $days } day left
       *[other] { $days } days left
    }
took-days = { $days ->
        [one] took { $days } day
       *[other] took { $days } days
    }

## Grades

grade-EXCELLENT = Excellent
grade-GOOD = Good
grade-FAIR = Fair
grade-POOR = Poor
grade-AVERAGE = Average
grade-PASS = Pass
grade-FAIL = Fail

## Roles

role-finance_handler = Finance officer (handler)
role-finance_checker = Finance officer (checker)
role-finance_approver = Finance officer (approver)
role-competent_department = Competent department
role-budget_unit = Budget unit
role-institution_admin = Institution administrator
role-lead_evaluator = Lead evaluator
role-review_expert = Review expert
role-supervisor = Supervisor
role-system_admin = System administrator
role-security_admin = Security administrator
role-audit_admin = Audit administrator
role-core_budget = Core budget system

## Experts

lede-experts = The roll from which experts are drawn; contact data is masked.
experts-for = Only experts without conflict for:

expert-status-enrolled = Enrolled
expert-status-suspended = Suspended
expert-status-delisted = Delisted
expert-file = File
expert-employments = Employments
expert-kin = Kin
kin-note = masked as the rules demand
expert-recusals = Recusals declared
expert-assignments = Assignments
expert-ratings = Duty performance ratings
quality-index = Quality index
load = Seats / yearly cap
fact-sex = Sex
sex-male = Male
sex-female = Female
fact-birth = Born
fact-id-number = Citizen ID number
unmask = Ask to see
fact-qualification = Qualification
fact-education = Education
fact-years = Years of work
years = { $years } years
fact-directions = Disciplines
fact-term = Appointment term
fact-enrolled = Enrolled
none-recorded = Nothing recorded
until-now = still
source-social_insurance = Social insurance
source-company_registry = Company registry
source-hr_register = Personnel register
source-self_declared = Self-declared
assignment-active = Active
assignment-completed = Completed
assignment-cancelled = Cancelled

## Import

lede-import = The whole workbook is checked first and nothing is written; sound rows then go in at once.
import-rows = Rows
import-accepted = Sound
import-needs-reason = Need a reason
import-rejected = Faulty
import-findings = Findings
import-whole-sheet = sheet
import-more = { $more } more are in the annotated workbook.
import-clean = Nothing found.
import-confirm = Confirm
import-confirm-note = { $rows } rows go in at once; mended rows can follow, nothing goes in twice.
import-button = Import { $rows } sound rows
import-annotated = Workbook with an error column
col-row = Row
col-column = Column
col-weight-of-finding = Weight
col-problem = What is wrong and how to mend it

## Institutions

lede-institutions = Registered institutions with lead evaluators and track record; the registry is no condition for bidding.
institution-status-enrolled = Enrolled
institution-status-suspended = Suspended
institution-status-delisted = Delisted
institution-file = File
institution-quality = Quality index
institution-leads = Lead evaluators
institution-branches = Branches
institution-record = Track record
institution-bids = Bids
institution-violations = Violations
no-violations = No violation in the last three years
credit = Credit
not-rated = Not rated
people = { $count }
fact-legal-rep = Legal representative
fact-founded = Founded
fact-capital = Registered capital
fact-staff = Staff
fact-credit-number = Credit platform number
fact-contact = Contact
quality-based-on = From { $packages } packages and { $reviewers } reviewers
quality-note = Corrected for severe and lenient reviewers; every part leads back to its facts.
component-marks = Review marks
component-lateness = Lateness
component-returns = Returns
component-violations = Violations
component-recheck = Spot re-check
violation-FALSE_REPORT = False report
violation-SUBCONTRACT = Subcontracting
violation-WHOLE_TRANSFER = Whole transfer
violation-NAME_LENDING = Lending its name
violation-UNDECLARED_COI = Undeclared conflict of interest
violation-LEAK = Leak
violation-LOWBALL = Lowballing
violation-UNQUALIFIED_STAFF = Unqualified staff
violation-LATE = Late
violation-DROP_OUT = Dropped out
violation-REFUSE_SUPERVISION = Refused supervision

## Column headings

col-name = Name
col-employer = Employer
col-title = Title
col-specialties = Specialties
col-region = Region
col-phone = Phone
col-load = Seats / yearly cap
col-status = Status
col-project = Project
col-unit = Unit
col-institution = Institution
col-type = Type
col-registered = Registered in
col-leads = Lead evaluators
col-active = Active
col-unit-name = Unit
col-post = Post
col-from = From
col-to = To
col-source = Source
col-relation = Relation
col-reason = Reason
col-declared = Declared
col-year = Year
col-years = Years
col-rated-by = Rated by
col-score = Score
col-opinion = Opinion
col-component = Part
col-effect = Effect
col-fact = Facts
col-report-quality = Report quality
col-violation = Violation
col-day = Date
col-expires = Expires
col-basis = Basis
col-amount-wan = Amount (CNY)
col-price-wan = Price (CNY)
col-rank = Rank
col-technical = Technical
col-price-score = Price points
col-total = Total
col-outcome = Outcome
col-received-at = Received at
col-digest = Digest
col-step = Step
col-specialty = Specialty
col-file = File
col-size = Size
col-level1 = Level 1
col-level2 = Level 2
col-level3 = Level 3
col-weight = Weight
col-lost-reason = Reason for lost points
col-seat = Seat
col-action = Action
col-rectify-by = Rectify by
col-delivery = Delivery
col-decision = Decision
col-decided-at = Decided at
col-policy = Policy version
col-replay = Replay
col-subject = Subject
col-inputs-digest = Digest of inputs
col-where = Where
col-recorded = Recorded
col-recomputed = Found now
col-task = Task
col-from-whom = From
col-arrived = Arrived
col-class = Class
col-count = Number
col-endpoint = Endpoint
col-cursor = Cursor
col-backlog = Backlog
col-last-delivery = Last delivery
col-last-error = Last error
col-sequence = Sequence
col-event = Event
col-at = Time
col-applied = Acknowledgement
col-actor = Actor
col-act = Act
col-last-login = Last sign-in
col-second-factor = Second factor
col-rule = Rule
col-setting = Setting
col-article = Article
col-standing = Standing
col-part = Part
col-detail = Detail
col-budget = Budget (CNY)
col-state = State
col-handler = With
col-due = Due
col-grade = Grade

## Commissions

lede-commissions = Evaluations given to third parties: where each stands, who acts, what came of it.

## Acts

action-new_commission = New commission
action-import = Import
action-download_template = Template
action-batch_assign = Assign experts
action-new_expert = New expert
action-print = Print
action-open_bids = Open the bids
action-edit = Change
action-suspend = Suspend
action-appeal = Appeal
action-recuse = Declare recusal
action-remind = Remind
action-withdraw = Take back
action-return = Return
action-hand_over = Hand over
action-approve = Approve
action-draw = Draw experts
action-grade = Grade
action-publish = Publish
action-archive = Archive
action-evidence = Evidence bundle
action-download = Download record
action-replay = Replay now
action-replay_all = Replay all
action-verify_chain = Verify the chain
action-new_account = New account
action-create_account = Create account
action-new_endpoint = New endpoint
action-export_file = Offline file
action-change_password = Change password
action-change_account = Change account
action-check_file = Check the file
action-save = Save
action-submit = Submit
action-refresh = Refresh
action-compare = Compare with other packs

## A commission

crumbs = You are here
on-this-page = On this page
commission-overview = Overview
commission-bids = Bids
commission-conflicts = Conflicts of interest
commission-draws = Draw of experts
commission-packages = Evaluation package
commission-review = Review marks
commission-result = Result and budget linkage
commission-decisions = Decision records
commission-timeline = Timeline
fact-project-code = Project code
fact-unit = Unit
fact-department = Competent department
fact-commissioner = Commissioner
fact-kind = Kind of evaluation
fact-funding = Funding
fact-sector = Sector
fact-year = Fiscal year
fact-budget = Budget
fact-executed = Executed
fact-ceiling = Ceiling
fact-route = Procurement method
fact-institution = Institution
fact-lead-evaluator = Lead evaluator
fact-contract = Contract
fact-policy = Policy pack
fact-goal = Performance goal
fact-not-yet = Not yet decided
fact-deadline = Deadline
fact-received = Bids received
fact-rejected = Not admitted
fact-benchmark = Benchmark price
opened-at = Opened
bids-sealed = Bids are sealed: before opening only their number, time and digest are known.
no-bids = No bid can be shown.
collusion-signs = Signs of collusion
collusion-note = For the panel to judge; the system acts on none of them.
bid-received = Received
bid-admitted = Admitted
bid-rejected = Rejected
bid-awarded = Awarded
bid-not_awarded = Not awarded
conflicts-note = verdicts follow from rules; basis and path of facts below
conflicts-experts = Experts: { $total } kept out of the draw by conflicts
conflicts-experts-note = One expert may meet several rules, so the rows may sum to more.
col-experts = Experts
path-of-facts = Path of facts
ruled-by = Decided by
candidate-institution = Institution
candidate-person = Expert
verdict-clear = Clear
verdict-flagged = A person decides
verdict-blocked = Blocked
rule-current_employment = Current employment
rule-hierarchy = Hierarchy
rule-former_employment = Former employment
rule-officer = Officer
rule-holding = Holding and control
rule-kinship = Kinship
rule-self_review = Self-review
rule-rotation = Rotation
rule-workload = Workload
rule-collaboration = Collaboration
rule-identity = Identity
rule-conflicting_data = Conflicting data
rule-declaration = Declaration
rule-panel = Panel
rule-regulator = Regulator
rule-same_lot = Same lot
rule-paid_adviser = Paid adviser
rule-dispute = Dispute
rule-investment = Investment
rule-commissioner_separation = Commissioner separation
rule-prior_service = Prior service
rule-cooperating_expert = Cooperating expert
rule-objection = Objection
draw-record = Draw
draw-at = Drawn at
draw-pool = Pool
draw-eligible = { $eligible } eligible of { $pool }
draw-seats = Seats
draw-witness = Witness
draw-proof = Published data of the verifiable draw
draw-alg = Method and algorithm
draw-pool-hash = Pool digest
draw-rules-hash = Rules digest
draw-context = Context
draw-commitment = Commitment
draw-seed = Seed
draw-seed-later = known after all parties reveal
draw-verify = Anybody can recompute the result offline:
draw-transcript = Transcript
draw-verifier = Verifier
draw-finished = Finished
draw-committed = Committed
draw-short = Short of experts
draw-void = Void
party-finance = Finance department
party-supervisor = Supervisor
party-institution = Institution
party-unit = Budget unit
seat-selected = Selected
seat-reserve = Reserve
seat-declined = Declined
package-version = Version { $version }
package-accepted = Passed the gate
package-returned = Returned
finding-error = Must be mended
finding-needs_reason = Needs a reason
finding-warning = Warning
finding-note = Tidied
indicator-table = Indicator table
total = Total
seat = Seat { $seat }
full-marks = of { $full }
review-mean = Raw mean
review-adjusted = Corrected score
review-agreement = Agreement
review-raters = Reviewers
review-note = Raw marks stay visible; the correction removes severity only and changes no record.
points = points
band = Band
see-decision = Decision record
instructions = Budget instructions
delivery-pending = Not answered yet
delivery-delivered = Delivered
delivery-applied = Applied
delivery-refused = Refused
delivery-dead = Given up
linkage-PRIORITISE = Give priority
linkage-MAINTAIN = Maintain
linkage-HOLD_NEW = Hold new money
linkage-IMPROVE_ONLY = Improve
linkage-CUT_PCT = Cut by
linkage-CUT_UNSPECIFIED = Cut, extent to be decided
linkage-SUSPEND = Suspend execution or payment
linkage-CANCEL = Cancel
linkage-RECLAIM = Reclaim
linkage-REDIRECT = Redirect
linkage-INCENTIVE = Incentive
linkage-NO_NEW_SIMILAR = No new similar project
linkage-NOTIFY = Circulate a notice
linkage-INTERVIEW = Interview
decisions-note = anybody can replay them
no-decisions = No decision yet.
decision-commissioner_separation = Commissioner separation
decision-order_judged = Judgement of an order
decision-clarification = Clarification
decision-panel_eligibility = Eligibility for the panel
decision-panel_marks = Marks of the panel
decision-receipts_fixed = Fixing of the list of bids
decision-bids_unsealed = Opening of sealed bids
decision-bid_admission = Admission of bids
decision-award = Ranking and award
decision-reviewer_eligibility = Reviewer eligibility
decision-draw = Draw of experts
decision-package_acceptance = Package gate
decision-package_quality = Package quality
decision-grade = Grade
decision-instructions = Budget instructions
replay-same = Same
replay-differs = Differs
replay-pending = Not replayed
to-replay = View and replay

## Kinds of evaluation and funds

evaluation-kind-EX_ANTE = Ex-ante evaluation
evaluation-kind-GOAL_REVIEW = Goal review
evaluation-kind-MONITORING = Monitoring
evaluation-kind-SELF_EVAL = Self-evaluation
evaluation-kind-DEPT_OVERALL_SELF = Department's overall self-evaluation
evaluation-kind-DEPT_KEY = Key evaluation by a department
evaluation-kind-FIN_KEY = Key evaluation by finance
evaluation-kind-DEPT_OVERALL = Evaluation of a whole department
evaluation-kind-EXPIRED_FUND = Evaluation of an expiring fund
evaluation-kind-LOWER_GOV = Evaluation of a lower government's finances
evaluation-kind-SELF_EVAL_RECHECK = Re-check of a self-evaluation
evaluation-kind-RE_EVAL = Re-evaluation
evaluation-kind-PURCHASED_SERVICE = Evaluation of a purchased service
evaluation-kind-POLICY = Policy evaluation
funding-scope-GENERAL_PUBLIC = General public budget
funding-scope-GOV_FUND = Government-managed funds
funding-scope-STATE_CAPITAL = State capital budget
funding-scope-SOCIAL_INSURANCE = Social insurance funds
funding-scope-INVEST_FUND = Investment fund
funding-scope-PPP = PPP
funding-scope-GOV_PROCUREMENT = Government procurement
funding-scope-PURCHASED_SERVICES = Purchased services
funding-scope-GOV_DEBT = Government debt project
route-BELOW_LIMIT = Below the limit
route-FRAMEWORK = Framework agreement
route-CONSULTATION = Competitive consultation
route-OPEN_TENDER = Open tender
route-INVITED_TENDER = Invited tender
route-SINGLE_SOURCE = Single source

## Events of the timeline

event-draft = Draft the order
event-proposed = Hand to the checker
event-planned = Planned
event-approved = Approved
event-announced = Announced
event-opened = Bids opened
event-scored = Scored
event-awarded = Awarded
event-contracted = Contracted
event-plan_accepted = Work plan accepted
event-field_work = Field work begun
event-views_exchanged = Views exchanged
event-submitted = Package submitted
event-checked = Gate passed
event-reviewed = Reviewed
event-accepted = Accepted
event-graded = Graded
event-grade_approved = Grade approved
event-published = Published
event-instructed = Instruction issued
event-acknowledged = Acknowledged
event-rectifying = Rectification begun
event-closed = Closed
event-archived = Archived
event-failed = Failed
event-terminated = Terminated
event-enrolled = Enrolled
event-suspended = Suspended
event-delisted = Delisted
event-changed = Changed

## The work list

lede-todo = Open an item to act on it; red is late, orange is due within three days.
todo-late = Late
todo-soon = Due in three days
todo-open = All open
todo-done-month = Done this month
todo-scope = Scope
items = items
scope-mine = To do
scope-done = Done
scope-started = Started by me
task-draft_commission = Draft the order
task-check_commission = Check the order
task-return_commission = Return the order
task-approve_commission = Approve the plan
task-open_bids = Open bids
task-score_bids = Score bids
task-award = Award
task-draw_experts = Draw experts
task-decide_conflict = Decide a conflict
task-accept_plan = Accept the work plan
task-review_package = Review the package
task-accept_package = Accept the package
task-grade = Grade
task-approve_grade = Approve the grade
task-approve_instruction = Approve the instruction
task-submit_package = Submit the package
task-submit_bid = Submit a bid
task-rectify = File rectification
task-announce = Announce the procurement
task-contract = Sign the contract
task-submit_plan = Submit the work plan
task-start_field_work = Start field work
task-exchange_views = Exchange views with the unit
task-check_package = Check the package
task-publish = Publish the result
task-acknowledge = Carry out the instruction
task-archive = Archive
task-return_package = Return the package
task-close = Close
task-terminate = End the commission
task-plan = Put on the plan
due-filter-late = Late
due-filter-soon = Within three days

## The year at a glance

board-of-year = Budget performance evaluation { $year }
board-as-of = As of
wall-screen = Wall screen
same-data = Same data as a table
unit-money = in CNY
wan = CNY
tile-commissions = Commissions
tile-budget = Money evaluated
tile-self_evaluated = Self-evaluated projects
tile-bids = Bids received
tile-rejected = Bids rejected
tile-finished = Finished
tile-overdue = Overdue
unit-item = projects
unit-bid = bids
unit-task = tasks
chart-grades = Grades
chart-budget_by_sector = Money by sector
chart-scores = Distribution of scores
chart-bids = Admission of bids
chart-states = Where commissions stand
chart-instructions = Budget instructions
chart-accepted_by_month = Packages accepted by month
month-1 = Jan
month-2 = Feb
month-3 = Mar
month-4 = Apr
month-5 = May
month-6 = Jun
month-7 = Jul
month-8 = Aug
month-9 = Sep
month-10 = Oct
month-11 = Nov
month-12 = Dec

## The feed

lede-feed = Events to the core budget system: numbered, acknowledged, reconciled.
feed-endpoints = Endpoints
feed-no-endpoint = No endpoint registered; pull by cursor or export an offline file.
feed-unapplied = { $total } events have not been answered by the core system.
show-these = Show them
feed-cursor = Next cursor:
attempts = attempt { $attempts }
feed-type-result-graded = Result graded
feed-type-result-published = Result published
feed-type-instruction-issued = Instruction issued
feed-type-instruction-withdrawn = Instruction withdrawn
feed-type-rectification-closed = Rectification closed
feed-type-gate-raised = Ex-ante gate raised
endpoint-active = Active
endpoint-disabled = Disabled
endpoint-degraded = Retrying
acknowledged-yes = Applied
acknowledged-no = Not acknowledged
acknowledged-refused = Refused

## Decision records

lede-decisions = Every decision is kept with its inputs, can be replayed at any time, also offline.
decision-summary = Summary
decision-outcome = Outcome
decision-inputs = Inputs
decision-differences = Differences
decision-offline = Verify offline
decision-offline-note = Download this record and run on any machine with Hengping:
outcome-digest = Digest of the outcome
ledger-entry = Ledger entry
ledger-number = entry { $number }
fact-actor = Decided by

## Audit

lede-audit = Who did what to which record, and when; lines are added and never changed, newest first.
audit-chain = Chain
audit-entries = Entries
audit-verified-at = Verified at
audit-anchored-at = Anchored outside at
audit-head = Head digest
chain-verified = Intact
chain-tampered = Tampered
chain-pending = Not verified
act-log-in = Sign-in
act-log-out = Sign-out
act-log-out-everywhere = Signed out everywhere
act-log-in-refused = Sign-in refused
act-password-changed = Password changed
act-password-reset = Password reset
act-account-created = Account created
act-account-changed = Account changed
act-refresh-token-reused = Refresh token reused
act-personal-data-shown = Personal data shown
act-draw-held = Draw held
act-bids-opened = Bids opened
act-feed-acknowledged = Acknowledged by the core system
act-import = Data imported
act-outcome-done = Done
act-outcome-refused = Refused
act-outcome-failed = Failed

## Accounts

lede-accounts = Granted and withdrawn by the security administrator; system, security and audit stay apart.
account-new = New account
account-status-active = Active
account-status-locked = Locked
account-status-disabled = Disabled
yes = yes
no = no
required = required
choose = Choose
cancel = Cancel
field-name = Name
field-account = Account
field-role = Role
field-division = Fiscal division
field-unit = Unit
field-password = First password
field-reason = Reason
field-opinion = Opinion
field-file = File
field-login = Account
field-subject = Unit, institution or expert it stands for
field-old_password = Old password
field-new_password = New password
field-repeated_password = New password again
field-disabled = Disable this account
field-reset_password = Reset the password
field-purpose = Purpose
field-agree = I have checked this and answer for it

## Policy packs

policy-identity = Pack
policy-name = Name
policy-version = Version
policy-parent = Extends
policy-in-force = In force
policy-legend = “No local rule” is an answer: the superior rule or a person decides, the system adds nothing.
no-local-rule = No local rule
lede-policies = The rules of each place side by side, each with its article.
standing-confirmed = Confirmed
standing-recalled = To be checked
standing-practice = Local practice
standing-design = Platform default
standing-national = National rule
standing-no_rule = No local rule
policy-section-third_party = Commissioning third parties
policy-section-self_evaluation = Self-evaluation and re-check
policy-section-gate = Ex-ante gate
policy-section-monitoring = Monitoring
policy-section-grades = Grades
policy-section-linkage = Linkage
policy-section-feedback = Feedback and rectification
policy-section-disclosure = Disclosure and recipients
policy-section-procurement = Procurement
policy-section-bidding = Bidding
policy-section-panels = Panels
policy-section-conflicts = Conflicts of interest
policy-section-quality = Quality
policy-rule-third_party-commissioners = Who may commission
policy-rule-third_party-kinds = Kinds
policy-rule-third_party-trigger = When
policy-rule-third_party-pools = Libraries
policy-rule-third_party-work_plan_required = Work plan required
policy-rule-self_evaluation-coverage = Coverage of self-evaluation
policy-rule-self_evaluation-recheck_by = Re-check by
policy-rule-self_evaluation-recheck_gap = Gap that counts
policy-rule-gate-ex_ante = Ex-ante gate
policy-rule-monitoring-dates = Dates
policy-rule-grades-scale = Grades and bands
policy-rule-grades-words = Words
policy-rule-linkage-rules = Actions
policy-rule-linkage-bad_grades = Consecutive bad grades
policy-rule-feedback-days = Days to feed back
policy-rule-disclosure-recipients = Recipients
policy-rule-disclosure-place = Where published

## System status

about-checks = Checks
about-facts = Facts
part-database = Database
part-search = Search
part-store = Object store
part-jobs = Jobs
part-feed = Feed
part-clock = Clock
part-ledger = Ledger
health-ok = OK
health-degraded = Degraded
health-down = Down
about-fact-started = Started
about-fact-database = Database
about-fact-schema = Schema
about-fact-packs = Policy packs
about-fact-licence = Licence
