# shellcheck shell=bash
# The order in which a machine is made ready; the same for bin/run, bin/manage and bin/test.

# shellcheck source=bin/lib/common.sh
. "$LIB/common.sh"
# shellcheck source=bin/lib/packages.sh
. "$LIB/packages.sh"
# shellcheck source=bin/lib/python.sh
. "$LIB/python.sh"
# shellcheck source=bin/lib/places.sh
. "$LIB/places.sh"
# shellcheck source=bin/lib/cluster.sh
. "$LIB/cluster.sh"
# shellcheck source=bin/lib/application.sh
. "$LIB/application.sh"

if [[ -n ${DATABASE_URL:-} ]]; then EXTERNAL_DATABASE=1; fi

# prepare_machine SET [PACKAGE…]: packages, Python with the requirements of SET, places, database.
# Another start on the same VAR_DIR waits here.
prepare_machine() {
  local set=$1
  shift
  lock setup --nonblock || {
    say "Waiting for another start in $VAR_DIR ..."
    lock setup
  }
  if own_cluster && [[ -z $(postgres_bin) ]]; then set -- "$@" "$(postgres_package)"; fi
  ensure_packages "${BASE_PACKAGES[@]}" "$@"
  ensure_python "$set"
  decide_places
  prepare_sources
  if own_cluster; then use_cluster; fi
  application_environment
}

machine_is_prepared() { unlock setup; }
