#!/usr/bin/env bash
# The tests of Hengping: bash tests/run.sh
#
# Format, lints, licences, then every test. As root it installs from Debian what the tests need and
# this machine lacks; otherwise it names what is missing, and the tests that need it say that they are
# skipped. With CI=true nothing may be missing. The last line counts the tests of all test programs.
set -euo pipefail
cd "$(dirname "$0")/.."

has_compiler() { command -v cc >/dev/null; }
has_python() { python3 -c 'import json' 2>/dev/null; }
has_postgres() { compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null || command -v initdb >/dev/null; }
has_browser() { { command -v chromium || command -v google-chrome; } >/dev/null; }
has_driver() { command -v chromedriver >/dev/null; }
has_chinese_font() { command -v fc-list >/dev/null && [[ -n "$(fc-list :lang=zh)" ]]; }

# Prints the Debian packages that would bring what is missing, one a line.
missing_packages() {
  has_compiler || printf '%s\n' gcc libc6-dev
  has_python || echo python3
  has_postgres || echo postgresql
  has_browser || echo chromium
  has_driver || echo chromium-driver
  has_chinese_font || printf '%s\n' fontconfig fonts-wqy-microhei
}

install() {
  echo "Installing from Debian: $*"
  # The tests start a server of their own; the package need not start another.
  local no_server=/etc/postgresql-common/createcluster.d/hengping-tests.conf
  mkdir -p "${no_server%/*}"
  echo 'create_main_cluster = false' >"$no_server"
  export DEBIAN_FRONTEND=noninteractive
  apt-get -qq update && apt-get -qq -y install --no-install-recommends "$@" >/dev/null
  local outcome=$?
  rm -f "$no_server"
  return "$outcome"
}

programs() {
  local missing
  mapfile -t missing < <(missing_packages)
  if ((${#missing[@]} > 0)) && [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
    install "${missing[@]}" || echo "The installation failed."
    mapfile -t missing < <(missing_packages)
  fi
  if ((${#missing[@]} == 0)); then
    echo "A C compiler, Python, PostgreSQL, Chromium with its driver and a Chinese font are here."
  elif [[ ${CI:-} == true ]]; then
    echo "Missing, and CI tests everything: ${missing[*]}" >&2
    return 1
  else
    echo "Missing: ${missing[*]}. Tests that need PostgreSQL or a browser are skipped without it."
  fi
}

# What is here must be used: a test that would skip for it fails.
required_programs() {
  local required=()
  ! has_postgres || required+=(postgres)
  ! { has_browser && has_driver; } || required+=(browser)
  local IFS=,
  echo "${required[*]}"
}

tests() {
  HENGPING_TEST_REQUIRE="$(required_programs)" cargo test --locked --no-fail-fast 2>&1 | tee "$log"
}

# Adds up the result lines of all test programs. A skipped test says so itself and counts as passed there.
count() {
  local skipped
  skipped=$(grep -oE 'SKIPPED [A-Za-z0-9_:]+' "$log" | sort -u | wc -l)
  awk -v skipped="$skipped" '
    /^test result:/ {
      for (i = 2; i <= NF; i++) {
        if ($i == "passed;") passed += $(i - 1)
        if ($i == "failed;") failed += $(i - 1)
      }
    }
    END {
      printf "%d passed, %d failed, %d skipped\n", passed - skipped, failed, skipped
      exit passed == 0
    }
  ' "$log"
}

stage() {
  local name=$1 start=$SECONDS outcome=0
  shift
  printf '\n== %s\n' "$name"
  "$@" || outcome=$?
  printf -- '-- %s: %d s\n' "$name" $((SECONDS - start))
  return "$outcome"
}

log=$(mktemp)
trap 'rm -f "$log"' EXIT

stage programs programs
stage format cargo fmt --all --check
stage lints cargo clippy --locked --all-targets -- -D warnings
stage licences python3 tests/tools/licences.py
outcome=0
stage tests tests || outcome=$?
printf '\nAll stages: %d s\n' "$SECONDS"
count || outcome=1
exit "$outcome"
