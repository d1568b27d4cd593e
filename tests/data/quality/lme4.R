# Fits every *.csv of this folder with lme4 and writes what the model's answers are compared with.
suppressMessages(library(lme4))
options(digits = 15)
control <- lmerControl(optimizer = "Nelder_Mead", optCtrl = list(maxfun = 200000, FtolAbs = 1e-15, FtolRel = 1e-15, XtolRel = 1e-13),
                       check.nobs.vs.nRE = "ignore", check.conv.singular = "ignore")
table <- function(...) data.frame(..., stringsAsFactors = FALSE)
for (name in sub("\\.csv$", "", setdiff(list.files(pattern = "\\.csv$"), list.files(pattern = "\\.lme4\\.csv$")))) {
  marks <- read.csv(paste0(name, ".csv"), colClasses = c(package = "character", reviewer = "character", criterion = "character"))
  marks$criterion <- factor(marks$criterion)
  formula <- if (nlevels(marks$criterion) > 1) mark ~ 0 + criterion + (1 | package) + (1 | reviewer) else mark ~ 1 + (1 | package) + (1 | reviewer)
  fit <- lmer(formula, marks, REML = TRUE, control = control)
  variance <- as.data.frame(VarCorr(fit))
  effects <- as.data.frame(ranef(fit, condVar = TRUE))
  out <- rbind(
    table(kind = "variance", label = variance$grp, value = variance$vcov, error = NA),
    table(kind = as.character(effects$grpvar), label = as.character(effects$grp), value = effects$condval, error = effects$condsd),
    table(kind = "criterion", label = levels(marks$criterion), value = unname(fixef(fit)), error = sqrt(diag(as.matrix(vcov(fit))))),
    table(kind = "deviance", label = "REML", value = as.numeric(-2 * logLik(fit)), error = NA))
  write.csv(out, paste0(name, ".lme4.csv"), row.names = FALSE, quote = FALSE, na = "")
  cat(name, "\n")
}
