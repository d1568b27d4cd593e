//! `hengping account`: makes the first accounts and mends log-ins, for whoever has the machine.
//! The audit log names the doer 命令行. The use cases are in [`crate::accounts::service`].

use super::rotate_key;
use crate::accounts::model::AccountFilter;
use crate::accounts::service::{AccountChange, By, FirstPassword, NewAccount};
use crate::accounts::{Accounts, Division, Role, User};
use crate::app::Services;
use crate::platform::failure::{Failure, Outcome};
use crate::platform::paging::{MAX_SIZE, PageAsked};
use anyhow::Context as _;
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::io::{Read, Write};

/// 账号：建立、列出、停用、重置密码（accounts: create, list, disable, reset a password）
#[derive(Args, Debug)]
#[command(
    after_help = "示例（example）：hengping account create --login zhang.wei --role finance_handler --division 640300000 --name 张伟"
)]
pub struct AccountArgs {
    #[command(subcommand)]
    command: AccountCommand,
}

#[derive(Subcommand, Debug)]
enum AccountCommand {
    #[command(flatten)]
    Of(OfAccounts),
    /// 更换个人信息的密钥；服务可同时运行，中断后再次执行即继续（a new key for personal data; goes on where it broke off）
    #[command(after_help = "示例（example）：hengping account rotate-key")]
    RotateKey(Rotation),
}

#[derive(Subcommand, Debug)]
enum OfAccounts {
    /// 建立账号；不给密码时生成随机初始密码，只显示一次（create; prints a random first password once）
    #[command(
        after_help = "示例（example）：hengping account create --login sec --role security_admin --division 640300000 --name 李安"
    )]
    Create(CreateArgs),
    /// 列出账号（list）
    #[command(after_help = "示例（example）：hengping account list --json")]
    List {
        /// 输出 JSON
        #[arg(long)]
        json: bool,
    },
    /// 停用账号，其登录立即失效（disable; its sessions end at once）
    #[command(after_help = "示例（example）：hengping account disable --login zhang.wei")]
    Disable(OneAccount),
    /// 恢复停用的账号（enable again）
    #[command(after_help = "示例（example）：hengping account enable --login zhang.wei")]
    Enable(OneAccount),
    /// 重置密码并解除锁定；新的初始密码只显示一次（new first password, printed once; lifts a lock-out）
    #[command(after_help = "示例（example）：hengping account reset-password --login zhang.wei")]
    ResetPassword(OneAccount),
}

#[derive(Args, Debug)]
struct CreateArgs {
    /// 登录名：2 到 64 个字母、数字或 . _ - @（2 to 64 letters, digits, . _ - @）
    #[arg(long)]
    login: String,
    /// 角色，例如 finance_handler（role）
    #[arg(long, value_parser = role)]
    role: Role,
    /// 财政区划代码，9 位数字（fiscal division, nine digits）
    #[arg(long, value_parser = division)]
    division: Division,
    /// 姓名（the person's name）
    #[arg(long)]
    name: String,
    /// 账号代表的专家、机构或单位的内部编号（id of the expert, institution or unit it stands for）
    #[arg(long)]
    subject: Option<String>,
    /// 从标准输入读取密码，首次登录不要求修改（read the password from standard input）
    #[arg(long)]
    password_stdin: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct Rotation {
    /// 没有服务在运行，不必等待（no service runs; do not wait for one to learn of the key）
    #[arg(long)]
    alone: bool,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

#[derive(Args, Debug)]
struct OneAccount {
    /// 登录名（login）
    #[arg(long)]
    login: String,
    /// 输出 JSON
    #[arg(long)]
    json: bool,
}

fn role(code: &str) -> Result<Role, String> {
    let known = || Role::ALL.map(Role::code).join(", ");
    Role::parse(code).ok_or_else(|| format!("没有这个角色，可选（choose one of）：{}", known()))
}

fn division(code: &str) -> Result<Division, String> {
    Division::parse(code).ok_or_else(|| "财政区划代码为 9 位数字（nine digits, for example 640300000）".into())
}

/// Runs the verb: 0 done, 1 where a rule refuses (login taken, weak password, no such account).
///
/// # Errors
/// When the database or standard input cannot be used.
pub fn run(args: AccountArgs, services: &Services) -> anyhow::Result<u8> {
    match args.command {
        AccountCommand::RotateKey(rotation) => rotate_key::run(services, rotation.json, rotation.alone),
        AccountCommand::Of(command) => {
            run_to(&mut std::io::stdout().lock(), &mut std::io::stdin().lock(), command, &services.accounts)
        }
    }
}

fn run_to(out: &mut impl Write, input: &mut impl Read, command: OfAccounts, accounts: &Accounts) -> anyhow::Result<u8> {
    match command {
        OfAccounts::Create(new) => create(out, input, new, accounts),
        OfAccounts::List { json } => list(out, json, accounts),
        OfAccounts::Disable(one) => set_disabled(out, &one, true, accounts),
        OfAccounts::Enable(one) => set_disabled(out, &one, false, accounts),
        OfAccounts::ResetPassword(one) => reset_password(out, &one, accounts),
    }
}

fn create(out: &mut impl Write, input: &mut impl Read, new: CreateArgs, accounts: &Accounts) -> anyhow::Result<u8> {
    let password = if new.password_stdin { Some(read_password(input)?) } else { None };
    let account = NewAccount {
        login: new.login,
        name: new.name,
        role: new.role,
        division: new.division,
        subject: new.subject,
        password,
    };
    let made = accounts.create(By::Machine, &account);
    answer(out, new.json, made, |out, (user, first)| {
        writeln!(out, "已建立账号 {}（{}，{}，区划 {}）", user.login, user.name, user.role.zh(), user.division)?;
        if user.role.needs_subject() && user.subject.is_none() {
            writeln!(out, "提示：此角色只能看到本单位（本人）的事项，请用 --subject 绑定，否则看不到任何内容。")?;
        }
        first.as_ref().map_or(Ok(()), |first| show_password(out, first))
    })
}

fn list(out: &mut impl Write, as_json: bool, accounts: &Accounts) -> anyhow::Result<u8> {
    let users = all(accounts).map_err(anyhow::Error::new)?;
    if as_json {
        let rows: Vec<Value> = users.iter().map(shown).collect();
        writeln!(out, "{:#}", json!({ "accounts": rows }))?;
        return Ok(0);
    }
    if users.is_empty() {
        writeln!(out, "还没有账号。用 hengping account create 建立第一个。")?;
    }
    for user in users {
        let state = if user.disabled { "停用" } else { "启用" };
        writeln!(out, "{}\t{}\t{}\t{}\t{}\t{state}", user.login, user.name, user.role, user.role.zh(), user.division)?;
    }
    Ok(0)
}

/// Every account, page by page.
fn all(accounts: &Accounts) -> Outcome<Vec<User>> {
    let mut users = Vec::new();
    for page in 1.. {
        let asked = PageAsked::checked(Some(page), Some(MAX_SIZE))?;
        let part = accounts.list(By::Machine, &AccountFilter::default(), asked)?;
        let last = part.items.is_empty();
        users.extend(part.items);
        if last {
            break;
        }
    }
    Ok(users)
}

fn set_disabled(out: &mut impl Write, one: &OneAccount, disabled: bool, accounts: &Accounts) -> anyhow::Result<u8> {
    let change = AccountChange { disabled: Some(disabled), ..AccountChange::default() };
    let changed =
        accounts.by_login(By::Machine, &one.login).and_then(|user| accounts.change(By::Machine, &user.id, &change));
    answer(out, one.json, changed.map(|user| (user, None)), |out, (user, _)| {
        let done = if disabled { "已停用，其登录立即失效" } else { "已恢复" };
        Ok(writeln!(out, "账号 {}：{done}", user.login)?)
    })
}

fn reset_password(out: &mut impl Write, one: &OneAccount, accounts: &Accounts) -> anyhow::Result<u8> {
    let reset = accounts.by_login(By::Machine, &one.login).and_then(|user| {
        let first = accounts.reset_password(By::Machine, &user.id)?;
        Ok((user, Some(first)))
    });
    answer(out, one.json, reset, |out, (user, first)| {
        writeln!(out, "账号 {} 的密码已重置，原有登录立即失效", user.login)?;
        first.as_ref().map_or(Ok(()), |first| show_password(out, first))
    })
}

type Done = (User, Option<FirstPassword>);

/// Prints what was done, or the refusal (exit code 1); a fault of ours goes up (exit code 2).
fn answer<W: Write>(
    out: &mut W,
    as_json: bool,
    outcome: Outcome<Done>,
    human: impl FnOnce(&mut W, &Done) -> anyhow::Result<()>,
) -> anyhow::Result<u8> {
    match outcome {
        Ok(done) if as_json => {
            let (user, first) = &done;
            writeln!(out, "{:#}", json!({"account": shown(user), "first_password": first.as_ref().map(|f| &f.0)}))?;
            Ok(0)
        }
        Ok(done) => human(out, &done).map(|()| 0),
        Err(refusal @ (Failure::Refused { .. } | Failure::Malformed(_))) => {
            if as_json {
                writeln!(out, "{:#}", json!({"refused": refusal.to_string()}))?;
            } else {
                writeln!(out, "没有办理：{refusal}")?;
            }
            Ok(1)
        }
        Err(fault) => Err(fault.into()),
    }
}

fn show_password(out: &mut impl Write, first: &FirstPassword) -> anyhow::Result<()> {
    let FirstPassword(password) = first;
    Ok(writeln!(out, "初始密码（只显示这一次，首次登录须修改）：{password}")?)
}

fn shown(user: &User) -> Value {
    json!({
        "id": user.id,
        "login": user.login,
        "name": user.name,
        "role": user.role,
        "division": user.division,
        "subject": user.subject,
        "disabled": user.disabled,
        "created_at": user.created_at.to_string(),
    })
}

/// One line; longer input is no password.
fn read_password(input: &mut impl Read) -> anyhow::Result<String> {
    let mut text = String::new();
    input.take(4096).read_to_string(&mut text).context("密码无法从标准输入读取（standard input）")?;
    Ok(text.lines().next().unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accounts::service::stage::fresh;
    use clap::Parser;

    #[derive(Parser)]
    struct Line {
        #[command(flatten)]
        args: AccountArgs,
    }

    fn run_line(accounts: &Accounts, line: &str, input: &str) -> (u8, String) {
        let args = Line::try_parse_from(line.split(' ')).unwrap().args;
        let AccountCommand::Of(command) = args.command else { panic!("another command") };
        let mut out = Vec::new();
        let code = run_to(&mut out, &mut input.as_bytes(), command, accounts).unwrap();
        (code, String::from_utf8(out).unwrap())
    }

    const CREATE: &str = "account create --login Zhang.Wei --role finance_handler --division 640300 --name 张伟";

    #[test]
    fn an_account_is_made_listed_disabled_and_reset() {
        let stage = fresh();
        let (code, text) = run_line(&stage.accounts, CREATE, "");
        assert!(code == 0 && text.contains("zhang.wei") && text.contains("初始密码"), "{text}");
        let (code, text) = run_line(&stage.accounts, CREATE, "");
        assert!(code == 1 && text.contains("已被使用"), "{text}");
        let (code, text) = run_line(&stage.accounts, "account disable --login zhang.wei", "");
        assert_eq!((code, text.contains("停用")), (0, true));
        let (_, text) = run_line(&stage.accounts, "account list --json", "");
        let listed: Value = serde_json::from_str(&text).unwrap();
        assert_eq!(listed["accounts"][0]["disabled"], true);
        assert_eq!(listed["accounts"][0]["division"], "640300000");
        let (code, text) = run_line(&stage.accounts, "account reset-password --login zhang.wei --json", "");
        let reset: Value = serde_json::from_str(&text).unwrap();
        assert!(code == 0 && reset["first_password"].as_str().unwrap().len() >= 12);
        assert_eq!(run_line(&stage.accounts, "account enable --login nobody", "").0, 1);
    }

    #[test]
    fn a_password_from_standard_input_is_checked() {
        let stage = fresh();
        let line = format!("{CREATE} --password-stdin --json");
        let (code, text) = run_line(&stage.accounts, &line, "short\n");
        assert!(code == 1 && text.contains("12"), "{text}");
        let (code, text) = run_line(&stage.accounts, &line, "correct horse battery\nrest\n");
        let made: Value = serde_json::from_str(&text).unwrap();
        assert_eq!((code, &made["first_password"]), (0, &Value::Null));
    }

    #[test]
    fn a_wrong_role_or_division_is_bad_usage() {
        for wrong in [CREATE.replace("finance_handler", "root"), CREATE.replace("640300", "64")] {
            assert!(Line::try_parse_from(wrong.split(' ')).is_err(), "{wrong}");
        }
    }
}
