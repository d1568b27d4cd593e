# Fits every set of marks of this folder with lme4 and writes what the quality model is compared with.
# Variances, effects and means are lme4's; errors come from inverting its matrices as a whole.
suppressMessages(library(lme4))
options(digits = 12)
control <- lmerControl(optimizer = "bobyqa", optCtrl = list(rhobeg = 0.1, rhoend = 1e-9, maxfun = 100000),
                       check.nobs.vs.nRE = "ignore", check.conv.singular = "ignore")
rows <- function(kind, label, value, error = NA) data.frame(kind = kind, label = label, value = value, error = error)
files <- grep("lme4|krippendorff", list.files(pattern = "\\.csv$"), invert = TRUE, value = TRUE)
for (file in files) {
  marks <- read.csv(file, colClasses = c(package = "character", reviewer = "character", criterion = "character"))
  marks$criterion <- factor(marks$criterion)
  several <- nlevels(marks$criterion) > 1
  formula <- if (several) mark ~ 0 + criterion + (1 | package) + (1 | reviewer) else mark ~ 1 + (1 | package) + (1 | reviewer)
  fit <- lmer(formula, marks, REML = TRUE, control = control)
  # Spherical effects: u = Lambda b, var b = sigma^2 I.
  half <- as.matrix(getME(fit, "Z") %*% getME(fit, "Lambda"))
  fixed <- as.matrix(getME(fit, "X"))
  q <- ncol(half); c <- ncol(fixed)
  all <- crossprod(cbind(half, fixed)) + diag(c(rep(1, q), rep(0, c)))
  inverse <- solve(all) * sigma(fit)^2
  transform <- as.matrix(getME(fit, "Lambda"))
  mean <- c(rep(0, q), rep(1 / c, c))
  error <- function(weights) sqrt(drop(t(weights) %*% inverse %*% weights))
  variance <- as.data.frame(VarCorr(fit))
  out <- rows("variance", tolower(variance$grp), variance$vcov)
  start <- 0
  for (side in names(getME(fit, "flist"))) {
    effects <- ranef(fit)[[side]]
    for (at in seq_len(nrow(effects))) {
      weights <- c(transform[start + at, ], rep(0, c))
      line <- if (side == "package") rows(side, rownames(effects)[at], mean(fixef(fit)) + effects[at, 1], error(weights + mean))
              else rows(side, rownames(effects)[at], -effects[at, 1], error(weights))
      out <- rbind(out, line)
    }
    start <- start + nrow(effects)
  }
  for (at in seq_len(c)) {
    weights <- -mean
    weights[q + at] <- weights[q + at] + 1
    out <- rbind(out, rows("criterion", levels(marks$criterion)[at], unname(fixef(fit)[at]), error(weights)))
  }
  write.csv(out, sub("\\.csv$", ".lme4.csv", file), row.names = FALSE, quote = FALSE, na = "")
}
