# Sourced by .ci/run: the programs that the tests need and npm does not bring.

# Installs Debian packages as CI, where the machine is ours; three tries, since a mirror may be out for a moment.
install_as_ci() {
  local as_root=()
  if [ "$(id -u)" -ne 0 ]; then as_root=(sudo); fi
  local try
  for try in 1 2 3; do
    if "${as_root[@]}" apt-get update -qq && "${as_root[@]}" apt-get install -y -qq "$@"; then
      return 0
    fi
    echo "apt-get failed, try $try of 3" >&2
    if [ "$try" -lt 3 ]; then sleep $((try * 10)); fi
  done
  return 1
}

# Chromium carries the tests of the emulator's page. As CI it is installed; elsewhere you are told, and nothing is changed.
need_chromium() {
  if command -v "${CHROMIUM:-/usr/bin/chromium}" >/dev/null; then return 0; fi
  if [ "${CI:-}" = true ]; then
    install_as_ci chromium
    return
  fi
  cat >&2 <<TEXT
Chromium is missing, and the tests of the emulator's page need it. Install it (Debian: apt-get install chromium), or say
where it is with the variable CHROMIUM; it is sought at ${CHROMIUM:-/usr/bin/chromium}. Only as CI (CI=true) does this
script install it by itself.
TEXT
  return 1
}

# redis-server carries the tests of @polychat/redis and of the BullMQ engine. As CI it is installed; elsewhere those tests
# are skipped, with a notice.
need_redis() {
  if command -v "${REDIS_SERVER:-redis-server}" >/dev/null; then return 0; fi
  if [ "${CI:-}" = true ]; then
    install_as_ci redis-server
    return
  fi
  cat >&2 <<TEXT
redis-server is missing: the tests of @polychat/redis and of the BullMQ engine that need it will be skipped. Install it
(Debian: apt-get install redis-server), or say where it is with the variable REDIS_SERVER. Only as CI (CI=true) does this
script install it.
TEXT
}

# PostgreSQL carries the tests of its campaign store and of BullMQ over it. Debian does not put its programs on the path.
need_postgres() {
  if [ -x "${POSTGRES_BIN:-}/initdb" ] || command -v initdb >/dev/null; then return 0; fi
  if compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null; then return 0; fi
  if [ "${CI:-}" = true ]; then
    install_as_ci postgresql
    return
  fi
  cat >&2 <<TEXT
PostgreSQL is missing: the tests of its campaign store will be skipped. Install it (Debian: apt-get install postgresql),
or say in which folder its programs are with the variable POSTGRES_BIN. Only as CI (CI=true) does this script install it.
TEXT
}

# strace counts how often a SQLite store syncs. Linux alone has it.
need_strace() {
  if command -v strace >/dev/null; then return 0; fi
  if [ "${CI:-}" = true ]; then
    install_as_ci strace
    return
  fi
  cat >&2 <<TEXT
strace is missing: the test that counts the syncs of a SQLite store will be skipped. Install it (Debian: apt-get install
strace). Only as CI (CI=true) does this script install it.
TEXT
}
