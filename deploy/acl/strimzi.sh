#!/bin/sh
# Prints a role as a KafkaUser of Strimzi's operator: the same rights as commands.sh gives.
#
#   deploy/acl/strimzi.sh ROLE [NAME OF THE USER] [NAME OF THE KAFKA CLUSTER]
#
# DIFFY_TOPIC_PREFIX is the prefix of the topics, diffy without it. What one user does in two roles (a sink of observations is
# sink and archive) is one KafkaUser with the lines of both.
set -eu
unset CDPATH
folder=$(cd -P -- "$(dirname -- "$0")" && pwd)
role=${1:?which role? One of the files beside this one, without .txt}
file=$folder/$role.txt
[ -f "$file" ] || {
  printf 'strimzi.sh: no role %s\n' "$role" >&2
  exit 2
}
cat <<END
apiVersion: kafka.strimzi.io/v1beta2
kind: KafkaUser
metadata:
  name: ${2:-diffy-$role}
  labels:
    strimzi.io/cluster: ${3:-kafka}
spec:
  authentication:
    type: scram-sha-512
  authorization:
    type: simple
    acls:
END
sed -e '/^#/d' -e '/^$/d' -e "s/PREFIX/${DIFFY_TOPIC_PREFIX:-diffy}/" "$file" | awk '
  { type = $1 == "transactional-id" ? "transactionalId" : $1
    pattern = $3 == "prefixed" ? "prefix" : $3
    operations = $4
    for (i = 5; i <= NF; i++) operations = operations ", " $i
    print "      - resource:"
    print "          type: " type
    print "          name: " $2
    print "          patternType: " pattern
    print "        operations: [" operations "]" }'
