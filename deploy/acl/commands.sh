#!/bin/sh
# Prints the kafka-acls.sh commands that give a user what its role needs, for `sh` to run or a person to read:
#
#   deploy/acl/commands.sh ROLE PRINCIPAL [OPTION of kafka-acls.sh]...
#   deploy/acl/commands.sh agent User:diffy-agent --bootstrap-server kafka:9093 --command-config admin.properties | sh
#
# DIFFY_TOPIC_PREFIX is the prefix of the topics, diffy without it. Roles are the files beside this one.
set -eu
unset CDPATH

main() {
  [ "$#" -ge 2 ] || fail "usage: commands.sh ROLE PRINCIPAL [OPTION of kafka-acls.sh]...; roles: $(roles)"
  folder=$(cd -P -- "$(dirname -- "$0")" && pwd)
  file=$folder/$1.txt
  case $1 in *[!a-z]*) fail "no role $1; roles: $(roles)" ;; esac
  [ -f "$file" ] || fail "no role $1; roles: $(roles)"
  case $2 in ?*:?*) ;; *) fail "the principal is written User:name, not $2" ;; esac
  prefix=${DIFFY_TOPIC_PREFIX:-diffy}
  case $prefix in *[!A-Za-z0-9._-]*) fail "no topic can begin with $prefix" ;; esac
  principal=$(quoted "$2")
  shift 2
  options=
  for option; do options="$options $(quoted "$option")"; done

  sed -e '/^#/d' -e '/^$/d' -e "s/PREFIX/$prefix/" "$file" | while read -r type name pattern operations; do
    allowed=
    for operation in $operations; do allowed="$allowed --operation $operation"; done
    printf '%s\n' "kafka-acls.sh$options --add --allow-principal $principal --$type $name --resource-pattern-type $pattern$allowed"
  done
}

fail() {
  printf 'commands.sh: %s\n' "$*" >&2
  exit 2
}

roles() {
  (cd -- "$(dirname -- "$0")" && printf '%s ' *.txt) | sed 's/\.txt//g'
}

# One word for a shell, whatever is in it.
quoted() {
  printf "'%s'" "$(printf '%s' "$1" | sed "s/'/'\\\\''/g")"
}

main "$@"
