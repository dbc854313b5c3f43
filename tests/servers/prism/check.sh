#!/usr/bin/env bash
# check.sh DOCUMENT: holds the Mastodon channel's requests and the test network's answers against an OpenAPI document. Prism stands
# between the two as a proxy and turns every violation into an error. Prints requests and violations; ends with 0 if there were none.
# DOCUMENT                 path of an OpenAPI 3 document, for example Mastodon's
# LISTENER_SERVERS_STATE   where Prism is installed once; default: a folder of the temporary directory
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
document="$(realpath "${1:?usage: check.sh DOCUMENT}")"
[ -f "$document" ] || { echo "$document is no file; expected an OpenAPI 3 document." >&2; exit 2; }
command -v npm >/dev/null || { echo "npm is missing. Install Node.js and npm." >&2; exit 1; }
state="${LISTENER_SERVERS_STATE:-${TMPDIR:-/tmp}/listener-servers}/prism"
if [ ! -x "$state/node_modules/.bin/prism" ]; then
  mkdir -p "$state"
  cp "$here/package.json" "$state/package.json"
  ( cd "$state" && npm install --no-audit --no-fund ) >"$state/install.log" 2>&1 || { echo "Prism could not be installed with npm; see $state/install.log" >&2; exit 1; }
fi
exec dotnet run -c Release --project "$here/../../../bench/Listener.Reliability" -- prism "$document" --prism "$state/node_modules/.bin/prism"
