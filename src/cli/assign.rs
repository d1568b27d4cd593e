//! `hengping assign`: the provably best assignment of experts to evaluations, offline, from a file.
//! Nothing is read from or written to a database.

use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use clap::{Args, ValueEnum};

use crate::assignments::matching::{Answer, Assignment, Instance, Objective, Shortage, solve};

const EXAMPLE: &str = "\
Example:
  hengping assign instance.json --objective fair --time-limit 30
  hengping assign instance.json --objective total --json > answer.json

Exit code: 0 assigned, 1 no assignment exists (the blocking part is named), 2 the instance cannot be
read or the time limit passed before anything was found.";

/// Arguments of `hengping assign`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLE)]
pub struct AssignArgs {
    /// The instance (JSON); `-` reads standard input
    instance: PathBuf,
    /// What to make best
    #[arg(long, value_enum, default_value = "total")]
    objective: Aim,
    /// Seconds after which the best assignment found so far is the answer
    #[arg(long, value_name = "S", default_value = "60", value_parser = seconds)]
    time_limit: Duration,
    /// Print the answer as JSON
    #[arg(long)]
    json: bool,
}

/// The objectives as words on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Aim {
    /// The greatest sum of scores
    Total,
    /// The greatest worst sum of any evaluation, then the greatest total
    Fair,
    /// The greatest sum of scores less lambda_balance times the squared loads
    Balanced,
}

impl Aim {
    fn objective(self) -> Objective {
        match self {
            Aim::Total => Objective::Total,
            Aim::Fair => Objective::Fair,
            Aim::Balanced => Objective::Balanced,
        }
    }

    fn in_words(self) -> &'static str {
        match self {
            Aim::Total => "总分最高 (total)",
            Aim::Fair => "先保最低一项，再求总分最高 (fair)",
            Aim::Balanced => "总分减去承担量不均的代价后最高 (balanced)",
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("{text:?} is not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|fault| fault.to_string())
}

/// Solves the instance and prints the answer. 0: assigned; 1: infeasible.
///
/// # Errors
/// The file cannot be read, is not a sound instance, or the time was too short to find anything.
pub fn run(args: AssignArgs) -> anyhow::Result<u8> {
    let started = Instant::now();
    let instance = read(&args.instance)?;
    let keep_going = || started.elapsed() < args.time_limit;
    let answer = solve(&instance, args.objective.objective(), &keep_going)?.answer;
    let mut out = std::io::stdout().lock();
    if args.json {
        serde_json::to_writer(&mut out, &answer)?;
        writeln!(out)?;
    } else {
        print(&mut out, &instance, args.objective, &answer)?;
    }
    out.flush()?;
    Ok(u8::from(matches!(answer, Answer::Infeasible(_))))
}

fn read(path: &Path) -> anyhow::Result<Instance> {
    let shown = path.display();
    let mut bytes = Vec::new();
    if path == Path::new("-") {
        std::io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    } else {
        bytes = std::fs::read(path).with_context(|| format!("cannot read {shown}"))?;
    }
    match Instance::from_json(&bytes) {
        Ok(instance) => Ok(instance),
        Err(fault) => bail!("{shown}: {fault}"),
    }
}

fn print(out: &mut impl Write, instance: &Instance, aim: Aim, answer: &Answer) -> std::io::Result<()> {
    writeln!(out, "目标 objective: {}", aim.in_words())?;
    match answer {
        Answer::Optimal(found) => {
            writeln!(out, "结果 result: 已证明最优 (optimal)")?;
            print_assignment(out, instance, found)
        }
        Answer::Feasible(found) => {
            writeln!(out, "结果 result: 可行，尚未证明最优 (feasible)；目标值不会超过 {}", found.bound)?;
            print_assignment(out, instance, found)
        }
        Answer::Infeasible(shortage) => print_shortage(out, shortage),
    }
}

fn print_assignment(out: &mut impl Write, instance: &Instance, found: &Assignment) -> std::io::Result<()> {
    writeln!(out, "目标值 {}　上界 {}　总分 {}　最低一项 {}", found.objective, found.bound, found.total, found.worst)?;
    writeln!(out, "\n评价 evaluation\t专家 experts")?;
    let mut rest = found.assignment.as_slice();
    for evaluation in instance.evaluations() {
        let own = rest.iter().take_while(|(id, _)| *id == evaluation.id).count();
        let (team, others) = rest.split_at(own);
        let names: Vec<&str> = team.iter().map(|(_, expert)| expert.as_str()).collect();
        writeln!(out, "{}\t{}", evaluation.id, names.join("、"))?;
        rest = others;
    }
    writeln!(out, "\n专家 expert\t承担 load")?;
    for expert in instance.experts() {
        match found.loads.get(&expert.id) {
            Some(&load) if load > 0 => writeln!(out, "{}\t{load}", expert.id)?,
            _ => {}
        }
    }
    Ok(())
}

fn print_shortage(out: &mut impl Write, shortage: &Shortage) -> std::io::Result<()> {
    writeln!(out, "结果 result: 无法分配 (infeasible)")?;
    writeln!(out, "席位 seats {}　最多可填 fillable {}", shortage.seats, shortage.fillable)?;
    writeln!(out, "原因 why: {}", shortage.blocking.why)?;
    writeln!(out, "涉及评价 evaluations: {}", shortage.blocking.evaluations.join("、"))?;
    writeln!(out, "涉及专家 experts: {}", shortage.blocking.experts.join("、"))
}
