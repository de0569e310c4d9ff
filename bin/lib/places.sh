# shellcheck shell=bash
# Who runs what, and where things lie. Sourced by bin/*.
#
# POSTGRES_USER runs the cluster (never root), SERVE_USER the web server, the worker and the
# set-up commands: both are whoever started us, except for root. CLUSTER_DIR holds the cluster.

# may USER TEST FILE: USER passes `test` on FILE, parents included.
may() { as_user "$1" test "$2" "$3" 2>/dev/null; }

# reads_project USER: USER can read every file of the checkout that the server may need.
reads_project() {
  may "$1" -x "$PYTHON" || return 1
  [[ -z $(cd / && as_user "$1" find "$ROOT" -mindepth 1 \( -name '.*' -o -path "$ROOT/var" \
    -o -path "$VAR_DIR" \) -prune -o ! -readable -print -quit 2>&1) ]]
}

# prepare_var_dir: VAR_DIR and its folders exist and are ours. Needs no user decided yet.
prepare_var_dir() {
  mkdir -p -- "$VAR_DIR/run" 2>/dev/null || die "cannot create $VAR_DIR/run as $ME. $(other_owner)"
  if [[ ! -w $VAR_DIR || ! -w $VAR_DIR/run ]]; then die "$VAR_DIR is not writable for $ME. $(other_owner)"; fi
}

other_owner() {
  local folder=$VAR_DIR
  while [[ ! -e $folder ]]; do folder=$(dirname -- "$folder"); done
  printf '%s belongs to %s: start %s as that user, or name another folder in VAR_DIR.' \
    "$folder" "$(stat -c %U -- "$folder")" "$NAME"
}

# decide_places: sets POSTGRES_USER, SERVE_USER and CLUSTER_DIR, and says where they surprise.
decide_places() {
  POSTGRES_USER=$ME SERVE_USER=$ME CLUSTER_DIR=$VAR_DIR/postgres
  if [[ -s $VAR_DIR/postgres.at ]]; then CLUSTER_DIR=$(<"$VAR_DIR/postgres.at"); fi
  if is_root; then decide_for_root; fi
  prepare_folders
}

decide_for_root() {
  POSTGRES_USER=$(unprivileged_user)
  if own_cluster; then place_cluster_for_root; else give_var_dir "$POSTGRES_USER"; fi
  SERVE_USER=$POSTGRES_USER
  if ! reads_project "$SERVE_USER"; then
    SERVE_USER=root
    say "The user $POSTGRES_USER cannot read $ROOT: the web server and the worker run as root."
  elif ! may "$SERVE_USER" -x "$VAR_DIR"; then
    SERVE_USER=root
    say "The user $POSTGRES_USER cannot reach $VAR_DIR: the web server and the worker run as root."
  fi
}

# unprivileged_user: owner of the cluster when there is one, otherwise an account of the system.
unprivileged_user() {
  local owner
  if ! own_cluster; then
    printf 'www-data'
    return
  fi
  owner=$(stat -c %U -- "$CLUSTER_DIR/data" 2>/dev/null || printf postgres)
  case $owner in root | UNKNOWN) printf postgres ;; *) printf '%s' "$owner" ;; esac
}

# give_var_dir USER: VAR_DIR belongs to USER when it is new, so that USER can work in it.
give_var_dir() {
  local strangers
  strangers=$(find "$VAR_DIR" -mindepth 1 -maxdepth 1 ! -name run -print -quit)
  if [[ -z $strangers ]]; then chown -R -- "$1:" "$VAR_DIR"; fi
}

# place_cluster_for_root: in VAR_DIR, or where POSTGRES_USER can reach it.
place_cluster_for_root() {
  give_var_dir "$POSTGRES_USER"
  if [[ -e $CLUSTER_DIR/data || -s $VAR_DIR/postgres.at ]]; then
    may "$POSTGRES_USER" -x "$CLUSTER_DIR" ||
      die "the user $POSTGRES_USER cannot reach its cluster in $CLUSTER_DIR: check the modes of the folders above"
  elif ! may "$POSTGRES_USER" -x "$VAR_DIR"; then
    CLUSTER_DIR=/var/lib/coordination-$(fingerprint_of_text "$VAR_DIR" | cut -c1-12)
    keep "$VAR_DIR/postgres.at" "$CLUSTER_DIR"
  fi
  if [[ $CLUSTER_DIR != "$VAR_DIR/postgres" ]]; then
    say "The user $POSTGRES_USER cannot reach $VAR_DIR: the database lies in $CLUSTER_DIR."
  fi
}

# prepare_folders: what the application and the cluster write into, with owner and mode.
prepare_folders() {
  local folder
  for folder in secrets files static cache stamps; do
    mkdir -p -- "$VAR_DIR/$folder"
  done
  chmod 700 -- "$VAR_DIR/secrets" "$VAR_DIR/files"
  hand_over
  if own_cluster; then
    mkdir -p -- "$CLUSTER_DIR"
    if is_root; then chown -- "$POSTGRES_USER:" "$CLUSTER_DIR"; fi
    chmod 700 -- "$CLUSTER_DIR"
  fi
}

# hand_over: what root, or another serving user of an earlier start, has written in VAR_DIR becomes
# the serving user's.
hand_over() {
  if ! is_root; then return; fi
  if ! may "$SERVE_USER" -w "$VAR_DIR"; then chown -- "$SERVE_USER:" "$VAR_DIR"; fi
  local kept_files=()
  if [[ -e $VAR_DIR/demo.json ]]; then kept_files=(demo.json); fi
  (cd "$VAR_DIR" && find run secrets files static cache stamps "${kept_files[@]}" ! -user "$SERVE_USER" \
    -exec chown -h -- "$SERVE_USER:" {} +)
}
