#!/usr/bin/env bash
# down.sh RUN_FOLDER [keep]: stops the network that up.sh started there, and nothing else; removes the folder unless "keep".
set -euo pipefail
run="${1:?usage: down.sh RUN_FOLDER [keep]}"

stop() { # stop FILE SIGNAL: the process whose id is in the file
  local pid
  [ -f "$1" ] || return 0
  pid="$(cat "$1")"
  kill "-$2" "$pid" 2>/dev/null || true
  for _ in $(seq 50); do kill -0 "$pid" 2>/dev/null || break; sleep 0.1; done
  kill -KILL "$pid" 2>/dev/null || true
  rm -f "$1"
}

stop "$run/network.pid" TERM
stop "$run/redis.pid" TERM
stop "$run/pg.pid" INT
[ "${2:-}" = keep ] || rm -rf "$run"
