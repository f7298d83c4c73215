#!/usr/bin/env bash
# Python with Mist.io's own client of 2014, the package mist 0.3.1, in the folder $1. It was written for Python 2 and speaks
# Python 3 once its two print statements are calls; nothing else is changed. Its command, which needs ansible, is left out.
set -euo pipefail
folder=$1
python3 -m venv "$folder"
"$folder/bin/pip" install --quiet --disable-pip-version-check requests setuptools
"$folder/bin/pip" download --quiet --disable-pip-version-check --no-deps --no-binary :all: --dest "$folder" mist==0.3.1
tar -xzf "$folder/mist-0.3.1.tar.gz" -C "$folder"
packages=$("$folder/bin/python" -c "import sysconfig; print(sysconfig.get_path('purelib'))")
rm -rf "$packages/mistclient"
cp -r "$folder/mist-0.3.1/src/mistclient" "$packages/"
sed -i -E 's/^( *)print (.+)$/\1print(\2)/' "$packages"/mistclient/*.py
"$folder/bin/python" -c "import mistclient"
