"""Krippendorff's alpha of every set of marks of this folder, by the package krippendorff."""
import csv
import glob

import krippendorff
import numpy

with open("krippendorff.csv", "w") as out:
    out.write("file,criterion,interval,ordinal\n")
    for name in sorted(n for n in glob.glob("*.csv") if "lme4" not in n and n != "krippendorff.csv"):
        rows = list(csv.DictReader(open(name)))
        reviewers = sorted({row["reviewer"] for row in rows})
        for criterion in ["", *sorted({row["criterion"] for row in rows})]:
            own = [row for row in rows if criterion in ("", row["criterion"])]
            units = sorted({(row["package"], row["criterion"]) for row in own})
            table = numpy.full((len(reviewers), len(units)), numpy.nan)
            for row in own:
                unit = units.index((row["package"], row["criterion"]))
                table[reviewers.index(row["reviewer"]), unit] = float(row["mark"])
            alphas = [krippendorff.alpha(table, level_of_measurement=level) for level in ("interval", "ordinal")]
            out.write(f"{name},{criterion},{alphas[0]:.9f},{alphas[1]:.9f}\n")
