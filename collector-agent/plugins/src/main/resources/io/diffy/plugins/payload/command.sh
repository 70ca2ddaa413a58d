# Runs a shell command: $1 its name as JSON, $2 the command. What it writes where it stands is
# removed with the temporary folder.
command_line() {
  mkdir "$tmp/work"
  cd "$tmp/work"
  run /bin/sh -c "$2"
  cd /
  record "$1"
}
