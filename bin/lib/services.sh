# shellcheck shell=bash disable=SC2034
# Web server and worker: started together, stopped together. Sourced by bin/run.
#
# Each has a session of its own, so that Ctrl-C reaches only bin/run, which stops them in order;
# the kernel ends them when bin/run is killed. COORDINATION_INSTANCE marks them in /proc.

FIRST_PORT=${PORT:-8000}
PORTS_TRIED=100
STOP_SECONDS=20
declare -A SERVICES # name → process

# end_orphans: what an earlier, killed bin/run of this VAR_DIR may have left. We hold its lock.
end_orphans() {
  local pids
  mapfile -t pids < <(marked_processes)
  if ((${#pids[@]} == 0)); then return; fi
  say "Ending what an earlier start has left running (${pids[*]}) ..."
  kill -TERM "${pids[@]}" 2>/dev/null || true
  for ((i = 0; i < STOP_SECONDS * 10; i++)); do
    mapfile -t pids < <(marked_processes)
    if ((${#pids[@]} == 0)); then return; fi
    sleep 0.1
  done
  kill -KILL "${pids[@]}" 2>/dev/null || true
}

marked_processes() {
  local file
  { grep -lsxzF -- "COORDINATION_INSTANCE=$VAR_DIR" /proc/[0-9]*/environ || true; } |
    while IFS=/ read -r _ _ file _; do printf '%s\n' "$file"; done
}

# choose_port: sets PORT to the first free one.
choose_port() {
  for ((PORT = FIRST_PORT; PORT < FIRST_PORT + PORTS_TRIED; PORT++)); do
    if ! listening "$PORT"; then break; fi
  done
  if ((PORT == FIRST_PORT + PORTS_TRIED)); then die "no free port from $FIRST_PORT on"; fi
  if ((PORT != FIRST_PORT)); then say "Port $FIRST_PORT is taken; using $PORT."; fi
}

# start_service NAME COMMAND…
start_service() {
  local name=$1
  shift
  local user=()
  if is_root && [[ $SERVE_USER != root ]]; then
    user=(--reuid "$SERVE_USER" --regid "$(id -g -- "$SERVE_USER")" --init-groups)
  fi
  (
    close_descriptors
    cd "$ROOT" || exit
    export COORDINATION_INSTANCE=$VAR_DIR
    exec setsid setpriv "${user[@]}" --pdeathsig TERM -- "$@"
  ) </dev/null &
  SERVICES[$name]=$!
}

# start_web_server, then start_worker: one after the other, so that the first page comes sooner.
start_web_server() {
  start_service "web server" "$PYTHON" -m granian --interface wsgi --host 127.0.0.1 --port "$PORT" \
    --workers 2 --blocking-threads 1 --no-ws --respawn-failed-workers --workers-kill-timeout 10 \
    --log-level warning coordination.config.wsgi:application
}

start_worker() {
  start_service worker "$PYTHON" manage.py procrastinate worker --shutdown-graceful-timeout 10
}

# dead_service: the name of a service that has ended, if any.
dead_service() {
  local name
  for name in "${!SERVICES[@]}"; do
    if ! kill -0 "${SERVICES[$name]}" 2>/dev/null; then printf '%s' "$name"; fi
  done
}

# first_page: the status line that the web server answers with.
first_page() {
  local line=""
  {
    exec 4<>"/dev/tcp/127.0.0.1/$PORT"
    printf 'GET / HTTP/1.1\r\nHost: 127.0.0.1:%s\r\nConnection: close\r\n\r\n' "$PORT" >&4
    IFS= read -r -t 5 line <&4
  } 2>/dev/null || true
  printf '%s' "$line"
}

wait_for_first_page() {
  local line=""
  until [[ $line == HTTP/* ]]; do
    if [[ -n $(dead_service) ]]; then die "the $(dead_service) did not start (see above)"; fi
    line=$(first_page)
    sleep 0.05
  done
  if [[ $line == HTTP/1.1\ 5* ]]; then warn "the first page answers: ${line%$'\r'}"; fi
}

# serve: until a signal ends us (on_signal in bin/run), or one of the services ends by itself.
serve() {
  SERVING=1
  while [[ -z $(dead_service) ]]; do
    wait -n "${SERVICES[@]}" 2>/dev/null || true
  done
  die "the $(dead_service) has ended by itself (see above); stopping the rest"
}

# stop_services: asks, waits, and ends whatever is left in their sessions.
stop_services() {
  local name
  for name in "${!SERVICES[@]}"; do kill -TERM "${SERVICES[$name]}" 2>/dev/null || true; done
  for ((i = 0; i < STOP_SECONDS * 20; i++)); do
    if [[ -z $(living_services) ]]; then break; fi
    sleep 0.05
  done
  stop_at_once
  SERVICES=()
}

living_services() {
  local name
  for name in "${!SERVICES[@]}"; do
    if kill -0 -- "-${SERVICES[$name]}" 2>/dev/null; then printf '%s ' "$name"; fi
  done
}

stop_at_once() {
  local name
  for name in "${!SERVICES[@]}"; do kill -KILL -- "-${SERVICES[$name]}" 2>/dev/null || true; done
}
