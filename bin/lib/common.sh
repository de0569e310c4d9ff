# shellcheck shell=bash disable=SC2034,SC2153
# What every script in bin/ shares: places, messages, small tools. Sourced, never run.
#
# The caller has `set -euo pipefail` and NAME (its own name for messages).

ROOT=$(realpath -- "$(dirname -- "${BASH_SOURCE[0]}")/../..")
VAR_DIR=$(realpath -m -- "${VAR_DIR:-$ROOT/var}")
VENV_DIR=$ROOT/.venv
PYTHON=$VENV_DIR/bin/python
ME=$(id -un)
export VAR_DIR LANG=C.UTF-8 LC_ALL=C.UTF-8 PYTHONUTF8=1 PYTHONUNBUFFERED=1
unset PYTHONHOME PYTHONPATH PYTHONDONTWRITEBYTECODE DJANGO_SETTINGS_MODULE
umask 022
if ! { : <&0; } 2>/dev/null; then exec </dev/null; fi # started with standard input closed

say() { printf '%s\n' "$*"; }

warn() { printf '%s: %s\n' "$NAME" "$*" >&2; }

die() {
  warn "$@"
  exit 1
}

is_root() { [[ $EUID == 0 ]]; }

# quietly COMMAND…: its output is shown only when it fails.
quietly() {
  local log status=0
  log=$(mktemp)
  "$@" >"$log" 2>&1 </dev/null || status=$?
  if ((status != 0)); then
    warn "failed (exit code $status): $*"
    tail -n 40 -- "$log" >&2
  fi
  rm -f -- "$log"
  return "$status"
}

# as_user USER COMMAND…: by USER when root asks for another user, otherwise directly.
as_user() {
  local user=$1
  shift
  if is_root && [[ $user != root ]]; then
    setpriv --reuid "$user" --regid "$(id -g -- "$user")" --init-groups -- "$@"
  else
    "$@"
  fi
}

# beside_us COMMAND…: as a child with our standard input. What signals us reaches it too, and we
# live on to clean up after it; returns its exit code.
beside_us() {
  local child status
  env --default-signal=INT,QUIT -- "$@" <&0 &
  child=$!
  trap 'kill -TERM "$child" 2>/dev/null || true' TERM HUP
  trap 'if [[ ! -t 0 ]]; then kill -INT "$child" 2>/dev/null || true; fi' INT # a terminal tells it itself
  while :; do
    status=0
    wait "$child" || status=$?
    if ! kill -0 "$child" 2>/dev/null; then return "$status"; fi
  done
}

# close_descriptors: leaves only 0, 1 and 2, so that what outlives this script
# holds neither its locks nor a pipe that somebody reads to the end.
close_descriptors() {
  local fd
  for fd in "/proc/$BASHPID/fd/"*; do
    fd=${fd##*/}
    if ((fd > 2)); then eval "exec $fd>&-"; fi
  done
}

# keep FILE TEXT [MODE]: writes whole or not at all, owned by whoever owns the folder.
keep() {
  local file=$1 text=$2 mode=${3:-644}
  local temporary=$file.$BASHPID
  (umask 077 && printf '%s\n' "$text" >"$temporary")
  chmod "$mode" -- "$temporary"
  if is_root; then chown --reference="$(dirname -- "$file")" -- "$temporary"; fi
  mv -f -- "$temporary" "$file"
}

# kept FILE: its text, or nothing.
kept() { if [[ -r $1 ]]; then cat -- "$1"; fi; }

# lock NAME [FLOCK OPTION…]: takes the lock NAME of this VAR_DIR; LOCKS[NAME] is its descriptor.
declare -A LOCKS
lock() {
  local name=$1 file=$VAR_DIR/run/$1.lock fd
  shift
  if [[ -z ${LOCKS[$name]:-} ]]; then
    if [[ ! -e $file ]]; then keep "$file" "" 644; fi
    exec {fd}<>"$file"
    LOCKS[$name]=$fd
  fi
  flock "$@" "${LOCKS[$name]}"
}

unlock() {
  local fd=${LOCKS[$1]:-}
  if [[ -n $fd ]]; then
    exec {fd}>&-
    unset "LOCKS[$1]"
  fi
}

# fingerprint_of_files: the names, sizes and times of the NUL-separated files on standard input.
fingerprint_of_files() {
  xargs -0r stat --printf '%n %s %Y\n' -- | LC_ALL=C sort | sha256sum | cut -c1-32
}

fingerprint_of_text() { printf '%s' "$*" | sha256sum | cut -c1-32; }

# listening PORT: somebody answers on this port of the loopback address.
listening() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
