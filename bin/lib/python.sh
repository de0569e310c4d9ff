# shellcheck shell=bash
# The virtual environment, from the requirements locked with hashes. Sourced by bin/*.

# requirements_fingerprint SET: changes with the locked files of SET and with Python itself.
requirements_fingerprint() {
  local version
  version=$(readlink -f -- "$PYTHON" 2>/dev/null || true)
  sha256sum <(printf '%s\n' "$version") "$ROOT/requirements/build.txt" \
    "$ROOT/requirements/$1.txt" | cut -d' ' -f1 | sha256sum | cut -c1-32
}

# ensure_python SET: .venv holds the requirements of SET (base or test), which includes base.
ensure_python() {
  local stamp=$VENV_DIR/.installed-$1 folder
  if [[ -x $PYTHON && $(kept "$stamp") == "$(requirements_fingerprint "$1")" ]]; then return; fi
  exec {folder}<"$ROOT/requirements" # another start may be filling the same .venv
  flock "$folder"
  if [[ ! -x $PYTHON || $(kept "$stamp") != "$(requirements_fingerprint "$1")" ]]; then
    install_python "$1"
    keep "$stamp" "$(requirements_fingerprint "$1")"
  fi
  exec {folder}<&-
}

install_python() {
  if [[ ! -w $ROOT && ! -w $VENV_DIR ]]; then
    die "$ROOT is not writable for $ME: the Python environment .venv cannot be created"
  fi
  if ! "$PYTHON" -m pip --version >/dev/null 2>&1; then
    say "Creating the Python environment .venv ..."
    /usr/bin/python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' ||
      die "Python 3.11 or newer is needed"
    quietly /usr/bin/python3 -m venv --clear "$VENV_DIR"
  fi
  say "Installing the Python packages locked in requirements/$1.txt ..."
  pip_install -r "$ROOT/requirements/build.txt"
  pip_install --no-build-isolation -r "$ROOT/requirements/$1.txt"
  compile_packages
}

# compile_packages: on all processors; valid without a look at the sources, also in a copied folder.
compile_packages() {
  quietly "$PYTHON" -m compileall -q -j 0 --invalidation-mode unchecked-hash "$VENV_DIR/lib" || true
}

pip_install() {
  quietly env PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore \
    "$PYTHON" -m pip install --quiet --no-compile --require-hashes "$@" ||
    die "the Python packages could not be installed; is there a network?"
}
