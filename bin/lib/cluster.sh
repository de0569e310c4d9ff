# shellcheck shell=bash
# The private PostgreSQL cluster: made once, started when the first of us needs it, stopped by
# the last. Sourced by bin/*.
#
# Who uses the cluster holds a shared lock for as long; the kernel takes it back even from a
# killed process, so no count can go wrong. No TCP; a socket in a 0700 folder; passwords in
# VAR_DIR/secrets.

DATABASE=coordination
OWNER_ROLE=coordination_owner
APP_ROLE=coordination_app
SOCKET_PATH_BYTES=107 # sun_path holds 108 bytes with the final zero

# own_cluster: no existing server was named.
own_cluster() { [[ -z ${EXTERNAL_DATABASE:-} ]]; }

# secret NAME: a password, generated on first use.
secret() {
  local file=$VAR_DIR/secrets/$1
  if [[ ! -s $file ]]; then keep "$file" "$(random_text)" 600; fi
  cat -- "$file"
}

random_text() { od -An -N24 -tx1 /dev/urandom | tr -d ' \n'; }

# cluster_programs: sets POSTGRES_BIN to the programs that fit the cluster (or will make it).
cluster_programs() {
  local major
  major=$(kept "$CLUSTER_DIR/data/PG_VERSION")
  POSTGRES_BIN=$(postgres_bin "$major")
  if [[ -z $POSTGRES_BIN ]]; then
    die "the cluster in $CLUSTER_DIR was made by PostgreSQL $major, which is not installed:
  apt-get install postgresql-$major, or move the data with pg_upgrade"
  fi
}

# socket_folder: sets SOCKET_DIR, a 0700 folder of POSTGRES_USER whose path is short enough.
socket_folder() {
  local path=$CLUSTER_DIR/socket
  if (($(printf '%s/.s.PGSQL.5432' "$path" | wc -c) > SOCKET_PATH_BYTES)); then
    path=$(short_folder)/coordination-$(fingerprint_of_text "$CLUSTER_DIR" | cut -c1-12)
    say "The path of $CLUSTER_DIR is too long for a socket: the socket lies in $path."
  fi
  if [[ ! -e $path ]]; then mkdir -m 700 -- "$path"; fi
  if is_root; then chown -h -- "$POSTGRES_USER:" "$path"; fi
  if [[ -L $path || $(stat -c '%U %a' -- "$path") != "$POSTGRES_USER 700" ]]; then
    die "$path must be a folder of $POSTGRES_USER with mode 700"
  fi
  SOCKET_DIR=$path
}

# short_folder: where sockets with short paths may lie.
short_folder() {
  if is_root; then
    printf /run
  elif [[ -d ${XDG_RUNTIME_DIR:-} && -w ${XDG_RUNTIME_DIR:-} && ${#XDG_RUNTIME_DIR} -lt 60 ]]; then
    printf '%s' "$XDG_RUNTIME_DIR"
  else
    printf /tmp
  fi
}

# database_url ROLE: its address with every byte of the socket's folder quoted.
database_url() {
  local folder
  folder=$(printf '%s' "$SOCKET_DIR" | od -An -v -tx1 | tr -d '\n' | sed 's/ /%/g')
  printf 'postgresql://%s:%s@/%s?host=%s' "$1" "$(secret "database_$1")" "$DATABASE" "$folder"
}

# server_program PROGRAM ARGUMENT…: one of PostgreSQL's programs, as its user.
server_program() {
  local program=$1
  shift
  (cd "$CLUSTER_DIR" && as_user "$POSTGRES_USER" "$POSTGRES_BIN/$program" "$@")
}

# superuser_sql DATABASE [PSQL ARGUMENT…]: SQL from standard input, as the cluster's superuser.
superuser_sql() {
  local database=$1
  shift
  PGPASSWORD=$(secret database_postgres) "$POSTGRES_BIN/psql" -XqAt -v ON_ERROR_STOP=1 \
    -h "$SOCKET_DIR" -p 5432 -U postgres -d "$database" "$@"
}

# cluster_is_up: judged by the server's own folder, since a power cut leaves postmaster.pid behind
# and its number may by now belong to another process.
cluster_is_up() {
  local pid
  pid=$(head -n 1 "$CLUSTER_DIR/data/postmaster.pid" 2>/dev/null) || return 1
  [[ $(readlink "/proc/$pid/cwd") == "$(realpath -- "$CLUSTER_DIR/data")" ]]
}

# use_cluster: the cluster exists and is up for as long as this script lives.
use_cluster() {
  cluster_programs
  socket_folder
  lock cluster.door
  if [[ ! -e $CLUSTER_DIR/data/PG_VERSION ]]; then create_cluster; fi
  if ! cluster_is_up; then start_cluster; fi
  lock cluster --shared
  if [[ ! -e $CLUSTER_DIR/ready ]]; then fill_cluster; fi
  unlock cluster.door
}

# leave_cluster: stops it unless somebody else uses it.
leave_cluster() {
  if [[ -z ${LOCKS[cluster]:-} ]]; then return; fi
  lock cluster.door
  unlock cluster
  if lock cluster --exclusive --nonblock; then
    quietly server_program pg_ctl stop -D data -m fast -w -t 60 || true
  fi
  unlock cluster
  unlock cluster.door
}

create_cluster() {
  say "Creating a private PostgreSQL cluster in $CLUSTER_DIR ..."
  rm -rf -- "$CLUSTER_DIR/data.new" "$CLUSTER_DIR/ready"
  keep "$CLUSTER_DIR/password" "$(secret database_postgres)" 600
  quietly server_program initdb -D data.new --username=postgres --pwfile=password \
    --auth=scram-sha-256 --encoding=UTF8 --locale=C.UTF-8 --locale-provider=icu --icu-locale=vi ||
    die "the cluster could not be created"
  rm -f -- "$CLUSTER_DIR/password"
  cluster_settings >>"$CLUSTER_DIR/data.new/postgresql.conf"
  mv -T -- "$CLUSTER_DIR/data.new" "$CLUSTER_DIR/data"
}

cluster_settings() {
  cat <<'CONF'
# What differs from PostgreSQL's defaults; the folder of the socket is given at every start.
listen_addresses = ''
unix_socket_permissions = 0700
logging_collector = on
log_directory = '../log'
log_filename = 'postgresql-%a.log'
log_truncate_on_rotation = on
log_rotation_size = 0
lc_messages = 'C'
CONF
}

# start_cluster: also after a power cut, or while children of a killed server still end.
start_cluster() {
  local attempt
  for attempt in 1 2 3; do
    forget_dead_server
    # shellcheck disable=SC2086
    if (close_descriptors && server_program pg_ctl start -D data -w -t 300 -s -l start.log \
      -o "-k '${SOCKET_DIR//\'/\'\\\'\'}' -p 5432 ${POSTGRES_OPTIONS:-}") </dev/null >&2; then
      return
    fi
    sleep "$attempt"
  done
  tail -n 20 -- "$CLUSTER_DIR/start.log" "$CLUSTER_DIR"/log/*.log >&2 || true
  die "PostgreSQL does not start (see above; all of it in $CLUSTER_DIR/log)"
}

# forget_dead_server: PostgreSQL would take another process with the old number for itself.
forget_dead_server() {
  if ! cluster_is_up; then
    rm -f -- "$CLUSTER_DIR/data/postmaster.pid" "$SOCKET_DIR/.s.PGSQL.5432.lock"
  fi
}

# fill_cluster: roles, extensions (also for test databases, through template1) and the database.
fill_cluster() {
  OWNER_PASSWORD=$(secret "database_$OWNER_ROLE") APP_PASSWORD=$(secret "database_$APP_ROLE") \
    superuser_sql template1 -v owner="$OWNER_ROLE" -v app="$APP_ROLE" -v database="$DATABASE" \
    >/dev/null <<'SQL'
\getenv owner_password OWNER_PASSWORD
\getenv app_password APP_PASSWORD
SET client_min_messages = warning;
CREATE EXTENSION IF NOT EXISTS unaccent;
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE EXTENSION IF NOT EXISTS btree_gist;
SELECT format('CREATE ROLE %I', name) FROM unnest(ARRAY[:'owner', :'app']) AS name
 WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = name) \gexec
ALTER ROLE :"owner" LOGIN CREATEDB PASSWORD :'owner_password';
ALTER ROLE :"app" LOGIN PASSWORD :'app_password';
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner')
 WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \gexec
REVOKE ALL ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE :"database" TO :"app";
SQL
  keep "$CLUSTER_DIR/ready" "roles, extensions and database exist"
}
