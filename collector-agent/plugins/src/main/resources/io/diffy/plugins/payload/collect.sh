# What every payload shares. Values stand above, quoted; what runs stands below.
export PATH LC_ALL=C
tmp='' child='' keeper='' stopped='' comma='' code=0 total=0
deadline=$(($(date +%s) + total_seconds))
ulimit -c 0 2>/dev/null || :

die() {
  printf '%s\n' "$1" >&2
  exit 3
}

has() {
  command -v "$1" >/dev/null 2>&1
}

# A signal ends the script at once where a program runs, else before the next one starts.
stop() {
  stopped=$1
  [ -z "$child" ] || exit "$1"
}

# A process and all it started that still runs.
family() {
  printf '%s ' "$1"
  for each in /proc/[0-9]*/stat; do
    read -r line <"$each" || continue
    case ${line##*) } in
      ?" $1 "*) each=${each%/stat} && family "${each#/proc/}" ;;
    esac
  done 2>/dev/null
}

clean_up() {
  trap '' HUP INT PIPE TERM
  if [ -n "$child" ]; then
    # timeout passes the signal on to all it started, and kills what does not obey.
    if [ "$has_timeout" = yes ]; then kill -TERM "$child"; else kill -KILL $(family "$child"); fi
    wait "$child" || :
  fi 2>/dev/null
  cd /
  [ -z "$tmp" ] || rm -rf -- "$tmp"
  # It would end by itself within a second, now that the folder is gone.
  [ -z "$keeper" ] || kill -TERM "$keeper" 2>/dev/null || :
}

trap clean_up EXIT
trap 'stop 129' HUP
trap 'stop 130' INT
trap 'stop 141' PIPE
trap 'stop 143' TERM

has_timeout=no
if timeout -k 1 5 true 2>/dev/null; then has_timeout=yes; fi
has_nice=no
if nice -n 10 true 2>/dev/null; then has_nice=yes; fi
encoding=base64
if has gzip; then encoding=gzip+base64; fi
for each in base64 cat date head mktemp mv rm sed sha256sum sleep tr wc; do
  has "$each" || die "$each is missing on this host"
done

tmp=$(mktemp -d "${TMPDIR:-/tmp}/diffy.XXXXXXXXXX")
export HOME="$tmp"
if [ "$has_timeout" = yes ]; then
  # Whoever kills this script kills its process group. timeout makes a group of its own, so this
  # one is left, and tidies up.
  (exec timeout -k 1 "$((total_seconds + 600))" /bin/sh -c '
    while kill -0 "$1" && [ -d "$2" ]; do sleep 1; done
    if read -r child <"$2/child"; then kill -TERM "$child"; fi
    rm -rf -- "$2"' sh "$$" "$tmp") </dev/null >/dev/null 2>&1 &
  keeper=$!
fi

# Runs a program for at most $1 seconds; $code says how it ended, 124 when it had to be stopped.
bounded() {
  seconds=$1
  began=$(date +%s)
  shift
  if [ "$has_nice" = yes ]; then set -- nice -n 10 "$@"; fi
  if [ "$has_timeout" = yes ]; then set -- timeout -k 2 "$seconds" "$@"; fi
  [ -z "$stopped" ] || exit "$stopped"
  (
    ulimit -f "$blocks" 2>/dev/null || :
    exec "$@"
  ) </dev/null &
  child=$!
  [ -z "$stopped" ] || exit "$stopped"
  printf '%s\n' "$child" >"$tmp/child"
  if [ "$has_timeout" = no ]; then watch "$seconds"; fi
  code=0
  wait "$child" || code=$?
  pid=$child child=''
  rm -f -- "$tmp/child"
  if [ -e "$tmp/late" ]; then
    rm -f -- "$tmp/late"
    code=124
  fi
  # Killed because it did not end when it was asked to, and not for lack of memory.
  if [ "$code" -eq 137 ] && [ $(($(date +%s) - began)) -ge "$seconds" ]; then code=124; fi
}

# Ends $child after $1 seconds, where there is no timeout.
watch() {
  (
    waited=0
    while [ "$waited" -lt "$1" ]; do
      sleep 1
      waited=$((waited + 1))
      read -r running <"$tmp/child" && [ "$running" = "$child" ] || exit 0
    done
    all=$(family "$child")
    : >"$tmp/late"
    kill -TERM $all || :
    sleep 2
    kill -KILL $all
  ) </dev/null >/dev/null 2>&1 &
}

# Runs a program for an answer: $tmp/out, $tmp/err, $code. -1: no time left, -2: it printed too
# much, -3: all answers together are too much.
run() {
  at=$(date -u +%Y-%m-%dT%H:%M:%SZ)
  left=$((deadline - $(date +%s)))
  if [ "$left" -gt "$query_seconds" ]; then left=$query_seconds; fi
  : >"$tmp/out"
  : >"$tmp/err"
  if [ "$left" -le 0 ]; then
    code=-1 pid=0
    return 0
  fi
  # In blocks of 512 bytes, of 1024 with bash: enough so that no answer fills the disk.
  blocks=$((max_bytes / 512))
  bounded "$left" "$@" >"$tmp/out" 2>"$tmp/err"
  size=$(($(wc -c <"$tmp/out")))
  total=$((total + size))
  if [ "$size" -ge "$max_bytes" ]; then
    code=-2
  elif [ "$total" -ge "$max_total" ]; then
    code=-3
  else
    return 0
  fi
  total=$((total - size))
  : >"$tmp/out"
}

# Masks what looks like a secret before anything of it leaves: what is printed lies in SSM and S3.
# The collector looks once more, with more rules. A hash stays, so that another secret is seen.
mask() {
  [ -s "$1" ] || return 0
  tr -d '\034\035\036' <"$1" | sed -E -f "$tmp/mask.sed" >"$1.masked" ||
    die "sed can't mask secrets on this host"
  if [ -n "$(tr -cd '\034' <"$1.masked" | head -c 1)" ]; then
    tr '\n\034\035' '\036\n\n' <"$1.masked" | hash_secrets | tr -d '\n' | tr '\036' '\n' >"$1"
  else
    mv -f -- "$1.masked" "$1"
  fi
  rm -f -- "$1.masked"
}

# Every second line is a secret.
hash_secrets() {
  secret='' hashed=0
  while IFS= read -r plain || [ -n "$plain" ]; do
    printf '%s' "$plain"
    IFS= read -r secret || break
    hashed=$((hashed + 1))
    sum=''
    # Nobody has so many; a user who pretends to costs time, not his neighbours their rows.
    if [ "$hashed" -le 500 ]; then sum=$(printf '%s%s' "$mask_key" "$secret" | sha256sum | head -c 16); fi
    printf '<redacted%s>' "${sum:+:}$sum"
  done
}

# Whether the answer is the empty array.
is_empty() {
  [ "$code" -eq 0 ] && [ "$(head -c 4096 "$tmp/out" | tr -cd '[]{' | head -c 3)" = '[]' ]
}

# Keeps the answer; $1 is its name, as JSON.
record() {
  mask "$tmp/out"
  mask "$tmp/err"
  printf '%s\n{"name":%s,"at":"%s","pid":%d,"exit":%d,"out":"' "$comma" "$1" "$at" "$pid" "$code"
  if [ "$encoding" = base64 ]; then
    base64 <"$tmp/out" | tr -d '\n'
  else
    gzip -nc <"$tmp/out" | base64 | tr -d '\n'
  fi
  printf '","err":"'
  head -c 4096 "$tmp/err" | base64 | tr -d '\n'
  printf '"}'
  comma=','
} >>"$tmp/body"

finish() {
  printf '\n]' >>"$tmp/body"
  sum=$(sha256sum <"$tmp/body")
  [ -z "$stopped" ] || exit "$stopped"
  printf '{"diffy_payload":2,"run":"%s","instance":"%s","command":"%s","encoding":"%s","pid":%d,"answers":' \
    "$run_id" "$(word "$instance")" "$(word "${SSM_COMMAND_ID:-}")" "$encoding" "$$"
  cat "$tmp/body"
  printf ',"bytes":%d,"sha256":"%s","end":"%s"}\n' "$(($(wc -c <"$tmp/body")))" "${sum%% *}" "$run_id"
  # SSM itself says whose standard error this is; the object in S3 may be anybody's.
  printf 'diffy_payload %s %s\n' "$run_id" "${sum%% *}" >&2
}

# No more than a name: it stands in the document.
word() {
  printf '%s' "$1" | tr -cd 'A-Za-z0-9._-' | head -c 64
}

# Who this is, as the SSM agent or the image says.
instance=${AWS_SSM_INSTANCE_ID:-}
for each in /var/lib/cloud/data/instance-id /sys/devices/virtual/dmi/id/board_asset_tag; do
  if [ -z "$instance" ] && [ -r "$each" ]; then read -r instance <"$each" || :; fi
done

sed "s/@1@/$(printf '\034')/g;s/@2@/$(printf '\035')/g" >"$tmp/mask.sed" <<'EOF'
s/(-----BEGIN [A-Z ]*PRIVATE[ ]KEY-----)((\\[nr]|[[:space:]]){0,4}[A-Za-z0-9+\/=]{20,})+/\1@1@(key)@2@/g
s/(A(K|S)IA[A-Z0-9]{16})/@1@\1@2@/g
s/(((gh[pousr]|github_pat|npm|glsa|shpat|sk_live|rk_live)_|(glpat|sk|pypi|xox[a-z])-)[A-Za-z0-9_-]{16,})/@1@\1@2@/g
s/(eyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]{2,}\.[A-Za-z0-9_-]*)/@1@\1@2@/g
s/(authorization[[:space:]]*[:=][[:space:]]*((bearer|basic|token|digest)[[:space:]]+)?)([^][:space:]"'`&;,|<>()\\]+)/\1@1@\4@2@/gI
s/(bearer[[:space:]]+)([A-Za-z0-9._~+\/=-]{8,})/\1@1@\2@2@/gI
s/(:\/\/[^][:space:]\/:@"'\\]*:)([^][:space:]\/@"'`&;,|<>()\\]+)@/\1@1@\2@2@@/g
s/((password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|credentials?)([_-][a-z0-9_-]*)?[[:space:]]*[=:][[:space:]]*\\?["']?)([^][:space:]"'`&;,|<>()\\]+)/\1@1@\4@2@/gI
s/(--?([a-z0-9]+[_-]){0,3}(password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|credentials?)[[:space:]]+\\?["']?)([^][:space:]"'`&;,|<>()\\-][^][:space:]"'`&;,|<>()\\]*)/\1@1@\4@2@/gI
s/("key":"[^"]*(password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key|account[_-]?key|private[_-]?key|credentials?)[^"]*",("pid":"[0-9]*",)?"value":")([^"`&;|<>()\\]+)/\1@1@\4@2@/gI
EOF

printf '[' >"$tmp/body"
