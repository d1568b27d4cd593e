//! `hengping assign`: the provably best assignment of experts to evaluations, from a file. Works
//! without database and service, so that a stranger can do it too. What is decided is decided in
//! [`crate::assignments::matching`]; here are files, the clock and words only.

use crate::assignments::matching::{
    Answer, Assignment, Certificate, Instance, Objective, Proof, Shortage, solve, verify, why_not,
};
use anyhow::{Context as _, anyhow, bail};
use clap::{Args, ValueEnum};
use serde_json::json;
use std::fs;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

const HELP: &str = "示例 / Examples:
  hengping assign instance.json --objective fair --time-limit 30
  hengping assign instance.json --json --certificate proof.json > answer.json
  hengping assign instance.json --check answer.json --certificate proof.json
  hengping assign instance.json --why-not E2026-01 ZJ-0007

退出码：0 已分配（或复核无误），1 无法分配（或复核有误），2 无法读取或时限内未找到任何方案
exit code: 0 assigned (or the check holds), 1 infeasible (or it does not), 2 unreadable, or nothing found in time";

/// 批量最优分配 / the provably best assignment of experts to evaluations
#[derive(Debug, Args)]
#[command(after_help = HELP)]
pub struct AssignArgs {
    /// 分配问题（JSON，见 docs/assign.md），- 表示标准输入 / the instance, - for standard input
    #[arg(value_name = "INSTANCE.json")]
    instance: PathBuf,
    /// 目标 / what to make best
    #[arg(long, value_enum, default_value = "total")]
    objective: Aim,
    /// 时限（秒），到时给出已找到的最好方案及其上界 / seconds, after which the best found so far is the answer
    #[arg(long, value_name = "S", default_value = "60", value_parser = seconds)]
    time_limit: Duration,
    /// 输出 JSON / print JSON
    #[arg(long)]
    json: bool,
    /// 证明（专家时间的价格）：求解时写入，复核时读取 / the proof: written when solving, read by --check
    #[arg(long, value_name = "FILE")]
    certificate: Option<PathBuf>,
    /// 不求解，复核一份已有的答案 / do not solve, check an answer
    #[arg(long, value_name = "ANSWER.json", conflicts_with = "why_not")]
    check: Option<PathBuf>,
    /// 说明某专家为何未分到某评价 / why an expert was not given to an evaluation
    #[arg(long, num_args = 2, value_names = ["EVALUATION", "EXPERT"])]
    why_not: Option<Vec<String>>,
}

/// The objectives as words on the command line.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Aim {
    /// 总分最高 / the greatest sum of scores
    Total,
    /// 先保最低一项，再求总分 / the greatest worst sum of any evaluation, then the greatest total
    Fair,
    /// 总分减去承担量不均的代价 / the greatest total less lambda_balance times the squared loads
    Balanced,
}

impl From<Aim> for Objective {
    fn from(aim: Aim) -> Objective {
        match aim {
            Aim::Total => Objective::Total,
            Aim::Fair => Objective::Fair,
            Aim::Balanced => Objective::Balanced,
        }
    }
}

fn seconds(text: &str) -> Result<Duration, String> {
    let seconds: f64 = text.parse().map_err(|_| format!("{text:?} is not a number of seconds"))?;
    Duration::try_from_secs_f64(seconds).map_err(|fault| fault.to_string())
}

/// Runs the verb: 0 when assigned or when the check holds, 1 when infeasible or when it does not.
///
/// # Errors
/// When a file cannot be read, understood or written, and when the time was too short to find
/// anything.
pub fn run(args: AssignArgs) -> anyhow::Result<u8> {
    let started = Instant::now();
    let keep_going = || started.elapsed() < args.time_limit;
    let instance = read_instance(&args.instance)?;
    let mut out = BufWriter::new(io::stdout().lock());
    let code = match (&args.check, args.why_not.as_deref()) {
        (Some(answer), _) => check(&mut out, &instance, &args, answer),
        (None, Some([evaluation, expert])) => explain(&mut out, &instance, &args, evaluation, expert, &keep_going),
        (None, _) => assign(&mut out, &instance, &args, &keep_going),
    }?;
    out.flush()?;
    Ok(code)
}

fn read(path: &Path) -> anyhow::Result<Vec<u8>> {
    if path == Path::new("-") {
        let mut bytes = Vec::new();
        io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
        return Ok(bytes);
    }
    fs::read(path).with_context(|| format!("cannot read {}", path.display()))
}

fn read_instance(path: &Path) -> anyhow::Result<Instance> {
    Instance::from_json(&read(path)?).with_context(|| path.display().to_string())
}

fn assign(
    out: &mut impl Write,
    instance: &Instance,
    args: &AssignArgs,
    keep_going: &dyn Fn() -> bool,
) -> anyhow::Result<u8> {
    let solved = solve(instance, args.objective.into(), keep_going)?;
    if let (Some(path), Some(certificate)) = (&args.certificate, &solved.certificate) {
        let text = serde_json::to_vec(certificate)?;
        fs::write(path, text).with_context(|| format!("cannot write {}", path.display()))?;
    }
    if args.json {
        serde_json::to_writer(&mut *out, &solved.answer)?;
        writeln!(out)?;
    } else {
        print_answer(out, instance, &solved.answer)?;
    }
    Ok(u8::from(matches!(solved.answer, Answer::Infeasible(_))))
}

/// Checks an answer; without a certificate, free prices stand in, which prove some bound.
fn check(out: &mut impl Write, instance: &Instance, args: &AssignArgs, path: &Path) -> anyhow::Result<u8> {
    let answer: Answer = serde_json::from_slice(&read(path)?).with_context(|| path.display().to_string())?;
    let (Answer::Optimal(answer) | Answer::Feasible(answer)) = answer else {
        bail!("{}: an infeasible answer names no assignment to check; solve the instance instead", path.display());
    };
    let certificate = match &args.certificate {
        Some(path) => serde_json::from_slice(&read(path)?).with_context(|| path.display().to_string())?,
        None => Certificate { objective: args.objective.into(), scale: 1, prices: Default::default() },
    };
    let verdict = verify(instance, &answer, &certificate);
    if args.json {
        let (bound, objection) = match &verdict {
            Ok(Proof::Optimal) => (Some(answer.objective), None),
            Ok(Proof::Bound(bound)) => (Some(*bound), None),
            Err(objection) => (None, Some(objection.to_string())),
        };
        let optimal = matches!(verdict, Ok(Proof::Optimal));
        writeln!(
            out,
            "{}",
            json!({ "holds": verdict.is_ok(), "optimal": optimal, "bound": bound, "objection": objection })
        )?;
        return Ok(u8::from(verdict.is_err()));
    }
    match &verdict {
        Ok(Proof::Optimal) => {
            writeln!(out, "复核无误：符合全部规则，且证明为最优 / holds, and the prices prove it optimal")?
        }
        Ok(Proof::Bound(bound)) => {
            writeln!(
                out,
                "复核无误：符合全部规则；价格证明目标值不超过 {bound} / holds; the prices prove a bound of {bound}"
            )?;
        }
        Err(objection) => writeln!(out, "复核有误 / does not hold: {objection}")?,
    }
    Ok(u8::from(verdict.is_err()))
}

fn explain(
    out: &mut impl Write,
    instance: &Instance,
    args: &AssignArgs,
    evaluation: &str,
    expert: &str,
    keep_going: &dyn Fn() -> bool,
) -> anyhow::Result<u8> {
    let at =
        |found: Option<usize>, what, id| found.map(|at| at as u32).ok_or_else(|| anyhow!("there is no {what} {id:?}"));
    let pair = (
        at(instance.evaluations().iter().position(|row| row.id == evaluation), "evaluation", evaluation)?,
        at(instance.experts().iter().position(|row| row.id == expert), "expert", expert)?,
    );
    let objective = args.objective.into();
    let best = match solve(instance, objective, keep_going)?.answer {
        Answer::Optimal(best) | Answer::Feasible(best) => best,
        Answer::Infeasible(shortage) => {
            print_shortage(out, &shortage)?;
            return Ok(1);
        }
    };
    let reason = why_not(instance, objective, &best, pair, keep_going)?;
    let sentence = reason.wording();
    if args.json {
        writeln!(out, "{}", json!({ "pair": [evaluation, expert], "costs": reason.costs(), "sentence": sentence }))?;
    } else {
        writeln!(out, "{evaluation} — {expert}：{}\n{}", sentence.zh, sentence.en)?;
    }
    Ok(0)
}

fn print_answer(out: &mut impl Write, instance: &Instance, answer: &Answer) -> io::Result<()> {
    match answer {
        Answer::Optimal(found) => {
            writeln!(out, "已证明最优 / proved optimal")?;
            print_assignment(out, instance, found)
        }
        Answer::Feasible(found) => {
            writeln!(out, "可行，尚未证明最优 / feasible, not proved optimal")?;
            print_assignment(out, instance, found)
        }
        Answer::Infeasible(shortage) => print_shortage(out, shortage),
    }
}

fn print_assignment(out: &mut impl Write, instance: &Instance, found: &Assignment) -> io::Result<()> {
    let Assignment { objective, bound, total, worst, .. } = found;
    writeln!(out, "目标值 objective {objective}，上界 bound {bound}，总分 total {total}，最低一项 worst {worst}")?;
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
    for (expert, load) in found.loads.iter().filter(|(_, load)| **load > 0) {
        writeln!(out, "{expert}\t{load}")?;
    }
    Ok(())
}

fn print_shortage(out: &mut impl Write, shortage: &Shortage) -> io::Result<()> {
    writeln!(out, "无法分配 / infeasible")?;
    writeln!(out, "席位 seats {}，最多可填 fillable {}", shortage.seats, shortage.fillable)?;
    writeln!(out, "原因 why：{}", shortage.blocking.why)?;
    writeln!(out, "涉及评价 evaluations：{}", shortage.blocking.evaluations.join("、"))?;
    writeln!(out, "涉及专家 experts：{}", shortage.blocking.experts.join("、"))
}
