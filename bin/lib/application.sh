# shellcheck shell=bash
# The application on top of Python and the database: texts, static files, tables, first data.
# Each step leaves a stamp and is skipped while what it depends on is the same. Sourced by bin/*.

unset OWNER_URL # never exported: the web server does not know it

# application_environment: what the settings read; DATABASE_URL is the application's role.
application_environment() {
  export COORDINATION_MODE=${COORDINATION_MODE:-lan} DATABASE_APP_ROLE
  if own_cluster; then
    DATABASE_URL=$(database_url "$APP_ROLE")
    OWNER_URL=$(database_url "$OWNER_ROLE")
    DATABASE_APP_ROLE=$APP_ROLE
  else
    if [[ -z ${DATABASE_OWNER_URL:-} ]]; then
      warn "DATABASE_OWNER_URL is not set: the application's own role owns the tables and could change history"
    fi
    OWNER_URL=${DATABASE_OWNER_URL:-$DATABASE_URL}
    DATABASE_APP_ROLE=${DATABASE_APP_ROLE:-$(role_of "$DATABASE_URL")}
  fi
  export DATABASE_URL XDG_CACHE_HOME=$VAR_DIR/cache
  unset DATABASE_OWNER_URL
}

# role_of URL: the user named in it, by default ours.
role_of() {
  local user=${1#*://}
  if [[ $user == *@* ]]; then user=${user%%@*} user=${user%%:*}; else user=""; fi
  printf '%s' "${user:-$APP_ROLE}"
}

# django COMMAND…: a management command, as the serving user. as_owner: with the owner's database role.
django() { as_user "$SERVE_USER" "$PYTHON" "$ROOT/manage.py" "$@"; }
as_owner() { DATABASE_URL=$OWNER_URL DATABASE_OWNER_URL=$OWNER_URL "$@"; }

# project_files FIND-EXPRESSION…: files of the checkout, NUL-separated, without what is generated.
project_files() {
  find "$ROOT" -mindepth 1 \( -name '.*' -o -name __pycache__ -o -path "$ROOT/var" -o -path "$VAR_DIR" \
    -o -name node_modules \) -prune -o -type f "$@" -print0
}

# once STAMP FINGERPRINT COMMAND…: runs COMMAND unless it has succeeded for this fingerprint.
once() {
  local stamp=$VAR_DIR/stamps/$1 fingerprint=$2
  shift 2
  if [[ $(kept "$stamp") == "$fingerprint" ]]; then return; fi
  "$@"
  keep "$stamp" "$fingerprint"
}

# prepare_sources: compiled texts and bytecode beside their sources, for who may not write there.
prepare_sources() {
  local po
  while IFS= read -r -d '' po; do
    if [[ ! -e ${po%.po}.mo || $po -nt ${po%.po}.mo ]]; then compile_texts "$po"; fi
  done < <(project_files -name '*.po')
  if [[ -w $ROOT ]]; then
    once bytecode "$(project_files -name '*.py' | fingerprint_of_files)" \
      quietly "$PYTHON" -m compileall -q "$ROOT/coordination" "$ROOT/programs" "$ROOT/reports"
  fi
}

compile_texts() {
  if [[ ! -w $(dirname -- "$1") ]]; then
    warn "$1 is newer than its compiled texts, but $ME may not write there"
    return
  fi
  msgfmt --check-format -o "${1%.po}.mo.$BASHPID" "$1" || die "the texts in $1 are faulty (see above)"
  mv -f -- "${1%.po}.mo.$BASHPID" "${1%.po}.mo"
}

prepare_static_files() {
  local sources
  sources=$(fingerprint_of_text "$(project_files -path '*/static/*' | fingerprint_of_files)" \
    "$(requirements_fingerprint base)")
  if [[ ! -e $VAR_DIR/static/staticfiles.json ]]; then rm -f -- "$VAR_DIR/stamps/static"; fi
  once static "$sources" collect_static_files
}

collect_static_files() {
  say "Collecting static files ..."
  quietly django collectstatic --noinput --clear --verbosity 0
}

# prepare_tables [anew]: the migrations of the checkout and of the packages are applied.
prepare_tables() {
  local stamp=$VAR_DIR/stamps/tables
  if [[ ${1:-} == anew ]]; then rm -f -- "$stamp"; fi
  if [[ $(kept "$stamp") == "$(tables_fingerprint)" ]]; then return; fi
  say "Preparing the tables (migrate) ..."
  as_owner quietly django migrate --noinput --verbosity 1
  keep "$stamp" "$(tables_fingerprint)"
}

tables_fingerprint() {
  fingerprint_of_text "$(project_files -path '*/migrations/*.py' | fingerprint_of_files)" \
    "$(requirements_fingerprint base)" "$(database_state)"
}

# database_state: which database this is and how far it is migrated; not known of a foreign server.
database_state() {
  if ! own_cluster; then
    printf '%s' "$OWNER_URL"
    return
  fi
  superuser_sql "$DATABASE" <<'SQL'
SELECT system_identifier, to_regclass('public.django_migrations') IS NOT NULL AS migrated
  FROM pg_control_system() \gset
\echo :system_identifier
\if :migrated
SELECT count(*), max(id) FROM django_migrations;
\endif
SQL
}

# prepare_application: everything between an installed Python and a working application. Another
# server's tables may have been changed by others, so a start of ours does not trust the stamp.
prepare_application() {
  prepare_static_files
  if own_cluster || [[ $NAME != bin/run ]]; then prepare_tables; else prepare_tables anew; fi
}
