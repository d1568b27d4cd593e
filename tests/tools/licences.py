#!/usr/bin/env python3
"""Fails when a dependency has a licence that Hengping cannot ship, or is a crate that it bans.

Run from the repository: python3 tests/tools/licences.py. Exit code 0 fine, 1 findings, 2 could not run.
It looks at the crates of a Linux build, tests included; crates for other systems are never shipped.
"""
import json
import re
import subprocess
import sys

ALLOWED = {
    "0BSD", "Apache-2.0", "BSD-1-Clause", "BSD-2-Clause", "BSD-3-Clause", "BSL-1.0", "CC0-1.0",
    "CDLA-Permissive-2.0", "ISC", "MIT", "MIT-0", "NCSA", "PostgreSQL", "Unicode-3.0", "Unlicense", "Zlib",
}
ALLOWED_EXCEPTIONS = {"LLVM-exception"}
# The Mozilla licence binds whoever changes these files, and nobody changes them here.
MPL = "MPL-2.0"
MPL_CRATES = {"attohttpc", "minidom", "option-ext", "webdriver"}
BANNED = {
    "actix-governor": "it is GPL-3.0; use a middleware over `governor`",
    "aws-lc-rs": "one TLS crypto provider only: `ring`",
    "aws-lc-sys": "one TLS crypto provider only: `ring`",
    "native-tls": "TLS is rustls with `ring`",
    "openssl": "TLS is rustls with `ring`",
    "sharks": "its coefficients are biased (RUSTSEC-2024-0398)",
    "thirtyfour": "it turns on serde_json/preserve_order in test builds; use `fantoccini`",
}


def licence_holds(expression, allowed):
    """Evaluates an SPDX expression; the slash of old manifests means OR. Raises ValueError on nonsense."""
    tokens = re.findall(r"[()]|[^\s()]+", re.sub(r"\s*/\s*", " OR ", expression))

    def take(*wanted):
        return tokens.pop(0) if tokens and (not wanted or tokens[0] in wanted) else None

    def either():
        holds = both()
        while take("OR"):
            holds = both() or holds
        return holds

    def both():
        holds = term()
        while take("AND"):
            holds = term() and holds
        return holds

    def term():
        if take("("):
            holds = either()
            if not take(")"):
                raise ValueError("a bracket is not closed")
            return holds
        name = take()
        if name is None or name in (")", "AND", "OR", "WITH"):
            raise ValueError("a licence name is missing")
        return (take("WITH") is None or take() in ALLOWED_EXCEPTIONS) and name in allowed

    holds = either()
    if tokens:
        raise ValueError(f"'{tokens[0]}' was not expected")
    return holds


def fault(package):
    """What is wrong with one dependency, or None."""
    name, licence = package["name"], package["license"]
    if name in BANNED:
        return f"is banned: {BANNED[name]}"
    if not licence:
        return "names no licence; read its licence file and use another crate if in doubt"
    try:
        if licence_holds(licence, ALLOWED | ({MPL} if name in MPL_CRATES else set())):
            return None
    except ValueError as error:
        return f"has the licence expression '{licence}', which cannot be read: {error}"
    return f"has the licence '{licence}', which is not on the list in tests/tools/licences.py"


def dependencies():
    command = ["cargo", "metadata", "--format-version", "1", "--locked",
               "--filter-platform", "x86_64-unknown-linux-gnu"]
    metadata = json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)
    used = {node["id"] for node in metadata["resolve"]["nodes"]} - set(metadata["workspace_members"])
    return [package for package in metadata["packages"] if package["id"] in used]


def main():
    try:
        packages = dependencies()
    except (OSError, subprocess.CalledProcessError) as error:
        print(f"licences: cargo metadata did not run: {error}", file=sys.stderr)
        return 2
    faults = [(package, fault(package)) for package in packages]
    findings = [f"{p['name']} {p['version']} {text}" for p, text in faults if text]
    for crate in sorted(MPL_CRATES - {package["name"] for package in packages}):
        findings.append(f"{crate} is no longer a dependency; take it off MPL_CRATES")
    print("\n".join(findings) if findings else f"licences: {len(packages)} dependencies, all as allowed")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
