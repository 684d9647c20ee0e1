#!/bin/sh
# Writes page, calendar and metrics of exported stacks into a folder. Each file is put in its place whole, so that no reader sees half
# of one; where a plan cannot be made nothing is replaced, and the alert DigiCertOnePlanOutdated says so some days later.
#
# Usage: publish.sh FOLDER STATE...
#   A node exporter reads the metrics where FOLDER is its --collector.textfile.directory.
set -eu
folder=$1
shift
digicert_one=${DIGICERT_ONE:-npx digicert-one}

mkdir -p "$folder"
for form in html:index.html ics:digicert-one.ics openmetrics:digicert-one.prom; do
  file=${form#*:}
  $digicert_one plan "$@" --format "${form%%:*}" >"$folder/.$file.new"
done
for file in index.html digicert-one.ics digicert-one.prom; do
  mv "$folder/.$file.new" "$folder/$file"
done
