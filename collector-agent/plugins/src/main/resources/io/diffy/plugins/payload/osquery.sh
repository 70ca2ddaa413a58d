osqueryi='' flag='' applies=yes

# Takes the first of these paths that is a program.
look_for() {
  for each in "$@"; do
    if [ -z "$osqueryi" ] && [ -f "$each" ] && [ -x "$each" ]; then osqueryi=$each; fi
  done
}

# Sees to it that there is an osqueryi; $1 and $2 say where it comes from when there is none.
need() {
  [ -z "$osqueryi" ] || return 0
  [ $# -eq 2 ] ||
    die "osquery is not installed; install it, or set plugin.osquery.url and plugin.osquery.sha256"
  bring "$1" "$2"
}

# Brings osquery into the temporary folder: $1 its address, $2 its SHA-256.
bring() {
  # The address lets whoever knows it read the package, so it stands on no command line.
  blocks=unlimited
  if has curl; then
    printf 'url = "%s"\n' "$1" >"$tmp/address"
    bounded 120 curl -q -fsS --proto =https --max-time 120 --retry 2 -K "$tmp/address" \
      -o "$tmp/package" >/dev/null 2>&1
  elif has wget; then
    printf '%s\n' "$1" >"$tmp/address"
    bounded 120 wget -q --tries=3 --timeout=60 --max-redirect=0 -i "$tmp/address" \
      -O "$tmp/package" >/dev/null 2>&1
  else
    die "osquery is not installed, and there is neither curl nor wget to bring it"
  fi
  rm -f -- "$tmp/address"
  [ "$code" -eq 0 ] || die "osquery is not installed, and could not be brought: exit code $code"
  printf '%s  %s\n' "$2" "$tmp/package" | sha256sum -c - >/dev/null 2>&1 ||
    die "the SHA-256 of what was brought is not the expected one; nothing of it was unpacked"
  mkdir "$tmp/osquery"
  if [ "$(head -c 7 "$tmp/package" | tr -cd '!<a-z>')" = '!<arch>' ]; then
    bounded 60 dpkg-deb -x "$tmp/package" "$tmp/osquery" >/dev/null 2>&1
  else
    bounded 60 tar -xzof "$tmp/package" -C "$tmp/osquery" >/dev/null 2>&1
  fi
  [ "$code" -eq 0 ] || die "what was brought could not be unpacked: exit code $code"
  rm -f -- "$tmp/package"
  # In osquery's packages osqueryi is a link to osqueryd, often to an absolute path: not followed.
  for each in opt/osquery/bin/osqueryd usr/bin/osqueryi usr/local/bin/osqueryi bin/osqueryi osqueryi; do
    if [ ! -L "$tmp/osquery/$each" ]; then look_for "$tmp/osquery/$each"; fi
  done
  case $osqueryi in
    '') die "what was brought holds no osqueryi that may run in $tmp" ;;
    */osqueryd) flag=-S ;;
  esac
}

ask() {
  run "$osqueryi" $flag --json "$1"
}

# A query that must have rows, or the pack does not apply: $1 its SQL.
discovery() {
  [ "$applies" = yes ] || return 0
  ask "$1"
  record null
  if [ "$code" -ne 0 ] || is_empty; then applies=no; fi
}

# $1 the name as JSON, $2 the SQL, $3 a query that has rows where this one has something to ask.
query() {
  [ "$applies" = yes ] || return 0
  if [ -n "$3" ]; then
    ask "$3"
    if is_empty; then
      record "$1"
      return 0
    fi
  fi
  ask "$2"
  record "$1"
}

cd /
