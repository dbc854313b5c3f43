#!/usr/bin/env bash
# up.sh RUN_FOLDER: starts a Bluesky network of its own on free loopback ports and returns when it answers.
# RUN_FOLDER/ready.json then holds addresses and accounts; down.sh RUN_FOLDER stops it and removes the folder.
# LISTENER_SERVERS_STATE  where the software is installed once (about 480 MB); default: a folder of the temporary directory
# LISTENER_SERVERS_OWNER  process id; when it ends, the network stops by itself
# LISTENER_RATE_LIMITS=1  switches the account server's rate limits on
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
run="${1:?usage: up.sh RUN_FOLDER}"
state="${LISTENER_SERVERS_STATE:-${TMPDIR:-/tmp}/listener-servers}"
node_release=22
mkdir -p "$state" "$run"
run="$(cd "$run" && pwd)"

fail() { echo "$*" >&2; exit 1; }

until_true() { # until_true SECONDS COMMAND...
  local left=$(( $1 * 5 )); shift
  until "$@" >/dev/null 2>&1; do
    (( left-- > 0 )) || return 1
    sleep 0.2
  done
}

need_packages() {
  local missing=()
  command -v redis-server >/dev/null || missing+=(redis-server)
  compgen -G '/usr/lib/postgresql/*/bin/postgres' >/dev/null || missing+=(postgresql)
  command -v npm >/dev/null || missing+=(npm)
  (( ${#missing[@]} )) || return 0
  [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null || fail "missing: ${missing[*]}. Install these packages with your system's package manager."
  apt-get update -qq >/dev/null
  DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" >"$run/packages.log" 2>&1 \
    || fail "could not install ${missing[*]}; see $run/packages.log"
}

# The network's software wants a newer Node.js than many systems have; npm brings one.
need_node() {
  local have
  if [ -x "$state/node/bin/node" ]; then node="$state/node/bin/node"; return; fi
  have="$(node -p 'process.versions.node.split(".")[0]' 2>/dev/null || echo 0)"
  if (( have >= node_release )); then node="$(command -v node)"; return; fi
  mkdir -p "$state/nodepkg"
  ( cd "$state/nodepkg" && npm init -y && npm install --no-audit --no-fund "node@$node_release" ) >"$state/node.log" 2>&1 \
    || fail "could not install Node.js $node_release with npm; see $state/node.log"
  ln -sfn "$(find "$state/nodepkg/node_modules" -type d -name 'node-linux-*' | head -1)" "$state/node"
  node="$state/node/bin/node"
}

need_software() {
  [ -d "$state/bluesky/node_modules/@atproto/dev-env/dist" ] && return
  mkdir -p "$state/bluesky"
  cp "$here/package.json" "$state/bluesky/package.json"
  ( cd "$state/bluesky" && PATH="$(dirname "$node"):$PATH" npm_config_nodedir="$(readlink -f "$state/node" 2>/dev/null || true)" \
      npm install --no-audit --no-fund ) >"$state/bluesky/install.log" 2>&1 \
    || fail "could not install the network's software with npm; see $state/bluesky/install.log"
}

free_port() {
  "$node" -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close() })'
}

start_postgres() {
  local bin as=()
  bin="$(dirname "$(compgen -G '/usr/lib/postgresql/*/bin/postgres' | sort -V | tail -1)")"
  mkdir -p "$run/pg"
  # The database refuses to run as root.
  if [ "$(id -u)" = 0 ]; then chmod 755 "$run"; chown postgres "$run/pg"; as=(setpriv --reuid=postgres --regid=postgres --init-groups); fi
  "${as[@]}" "$bin/initdb" -D "$run/pg" -A trust -U listener --no-sync >"$run/initdb.log" 2>&1 || fail "PostgreSQL could not be set up; see $run/initdb.log"
  "${as[@]}" "$bin/postgres" -D "$run/pg" -p "$pg_port" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off >"$run/pg.log" 2>&1 &
  echo "$!" >"$run/pg.pid"
  until_true 30 "$bin/pg_isready" -q -h 127.0.0.1 -p "$pg_port" || fail "PostgreSQL does not answer; see $run/pg.log"
}

start_redis() {
  redis-server --bind 127.0.0.1 --port "$redis_port" --save '' --appendonly no --dir "$run" >"$run/redis.log" 2>&1 &
  echo "$!" >"$run/redis.pid"
  until_true 15 redis-cli -h 127.0.0.1 -p "$redis_port" ping || fail "Redis does not answer; see $run/redis.log"
}

start_network() {
  LISTENER_INSTALL="$state/bluesky" LISTENER_READY_FILE="$run/ready.json" LOG_ENABLED=false \
    DB_POSTGRES_URL="postgresql://listener@127.0.0.1:$pg_port/postgres" DB_POSTGRES_SCHEMA=listener REDIS_HOST="127.0.0.1:$redis_port" \
    "$node" "$here/start.mjs" >"$run/network.log" 2>&1 &
  echo "$!" >"$run/network.pid"
  until_true 120 test -s "$run/ready.json" || fail "the network did not start; see $run/network.log"
}

watch_owner() {
  [ -n "${LISTENER_SERVERS_OWNER:-}" ] || return 0
  ( while kill -0 "$LISTENER_SERVERS_OWNER" 2>/dev/null && [ -d "$run" ]; do sleep 1; done
    [ -d "$run" ] && bash "$here/down.sh" "$run" ) >/dev/null 2>&1 </dev/null &
}

trap 'status=$?; if (( status )); then bash "$here/down.sh" "$run" keep; fi' EXIT
exec 9>"$state/install.lock"
flock 9
need_packages
need_node
need_software
flock -u 9
exec 9>&-
pg_port="$(free_port)"
redis_port="$(free_port)"
start_postgres
start_redis
start_network
watch_owner
cat "$run/ready.json"
