# shellcheck shell=bash disable=SC2034
# Debian packages: what is missing, why it is needed, and its installation. Sourced by bin/*.

declare -A WHY=(
  [python3]="the application is written in Python"
  [python3-venv]="a Python environment of its own in .venv"
  [tzdata]="the time zone of Việt Nam"
  [gettext]="compiles the Vietnamese texts"
  [libpango-1.0-0]="WeasyPrint sets the papers (PDF) with it"
  [libpangoft2-1.0-0]="WeasyPrint sets the papers (PDF) with it"
  [libharfbuzz-subset0]="WeasyPrint embeds fonts in the papers with it"
  [fonts-croscore]="Tinos: a serif with every Vietnamese letter, for the papers"
  [chromium]="plays the browser tests"
  [libatomic1]="the driver of the browser tests needs it"
)
BASE_PACKAGES=(python3 python3-venv tzdata gettext libpango-1.0-0 libpangoft2-1.0-0
  libharfbuzz-subset0 fonts-croscore)
TEST_PACKAGES=(chromium libatomic1)

# A file that keeps postgresql-common from creating and starting a cluster of the system.
NO_SYSTEM_CLUSTER=/etc/postgresql-common/createcluster.d/coordination-installing.conf
# Debian's way to keep a package from starting its service while it is installed.
SERVICE_POLICY=/usr/sbin/policy-rc.d

# postgres_bin [MAJOR]: folder of the programs of the newest (or the given) PostgreSQL, or nothing.
postgres_bin() {
  local folder newest=""
  for folder in /usr/lib/postgresql/${1:-*}/bin; do
    if [[ -x $folder/postgres && -x $folder/initdb ]]; then
      newest=$(printf '%s\n' "$newest" "$folder" | sort -V | tail -n 1)
    fi
  done
  printf '%s' "$newest"
}

# postgres_package: the name of the server package in this release of Debian.
postgres_package() {
  case $(sed -n 's/^VERSION_ID="\?\([0-9]*\).*/\1/p' /etc/os-release) in
    12) printf 'postgresql-15' ;;
    13) printf 'postgresql-17' ;;
    *) printf 'postgresql' ;;
  esac
}

# missing_packages PACKAGE…: those which are not installed, one a line.
missing_packages() {
  local installed package
  # shellcheck disable=SC2016
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' "$@" 2>/dev/null) || true
  for package in "$@"; do
    if ! grep -qx "$package installed" <<<"$installed"; then printf '%s\n' "$package"; fi
  done
}

# as_admin COMMAND…: as root, directly or through sudo.
as_admin() { if is_root; then "$@"; else sudo -- "$@"; fi; }

# refuse_without_rights PACKAGE…: ends here when we may not install.
refuse_without_rights() {
  if is_root; then return; fi
  local reason
  if ! command -v sudo >/dev/null; then
    reason="you are not root and there is no sudo"
  elif sudo -n true 2>/dev/null || [[ -t 0 && -t 2 ]]; then
    return
  else
    reason="sudo refuses or asks for a password, and there is no terminal to type it"
  fi
  die "cannot install these packages: $reason. Ask the administrator for
  apt-get update && apt-get install --no-install-recommends $*
and start $NAME again."
}

# ensure_packages PACKAGE…: says what is missing and why, then installs it.
ensure_packages() {
  if ! command -v dpkg-query >/dev/null || ! command -v apt-get >/dev/null; then
    die "this is not a Debian system; tested are Debian 12 and 13"
  fi
  local missing package
  mapfile -t missing < <(missing_packages "$@")
  if ((${#missing[@]} == 0)); then
    let_services_go # in case an installation was cut off
    return
  fi
  say "Missing Debian packages (${#missing[@]}) and what they are for:"
  for package in "${missing[@]}"; do
    printf '  %-22s %s\n' "$package" "${WHY[$package]:-a private database server; no cluster of the system}"
  done
  refuse_without_rights "${missing[@]}"
  if is_root; then say "Installing them with apt-get ..."; else say "Installing them with sudo apt-get ..."; fi
  install_packages "${missing[@]}"
}

install_packages() {
  local apt=(apt-get -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 -qq) status=0
  hold_back_services
  {
    if [[ -n $(ls -A /var/lib/dpkg/updates) ]]; then unattended dpkg --configure -a; fi &&
      unattended "${apt[@]}" update &&
      unattended "${apt[@]}" install --yes --no-install-recommends "$@"
  } || status=$?
  let_services_go
  if ((status != 0)); then die "the packages could not be installed (see above); is there a network?"; fi
}

unattended() { quietly as_admin env DEBIAN_FRONTEND=noninteractive "$@"; }

# hold_back_services: no system cluster is created and no service started while we install.
hold_back_services() {
  if [[ ! -e $NO_SYSTEM_CLUSTER ]]; then
    as_admin mkdir -p -- "$(dirname -- "$NO_SYSTEM_CLUSTER")"
    printf '# coordination: only while packages are installed\ncreate_main_cluster = false\n' |
      as_admin tee -- "$NO_SYSTEM_CLUSTER" >/dev/null
  fi
  if [[ ! -e $SERVICE_POLICY ]]; then
    printf '#!/bin/sh\n# coordination: only while packages are installed\nexit 101\n' |
      as_admin tee -- "$SERVICE_POLICY" >/dev/null
    as_admin chmod 755 -- "$SERVICE_POLICY"
  fi
}

# let_services_go: takes away what hold_back_services made, and nothing else.
let_services_go() {
  local file
  for file in "$NO_SYSTEM_CLUSTER" "$SERVICE_POLICY"; do
    if grep -qs '^# coordination: only while' -- "$file"; then as_admin rm -f -- "$file"; fi
  done
}
