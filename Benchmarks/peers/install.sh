# shellcheck shell=bash
# Sourced by compare.sh and json.sh: brings the programs that blot is compared with. What cannot be had is told, and left
# out.

# How a package is installed where apt-get may be used. The lists may be old, or there may be none.
apt_install() { # package
  local sudo=
  [[ $(id -u) == 0 ]] || sudo=sudo
  command -v apt-get > /dev/null || return 1
  $sudo apt-get install -qq -y --no-install-recommends "$1" > /dev/null 2>&1 && return
  $sudo apt-get update -qq > /dev/null 2>&1 && $sudo apt-get install -qq -y --no-install-recommends "$1" > /dev/null 2>&1
}

install_package() { # program, package
  command -v "$1" > /dev/null || apt_install "$2" || echo "${0##*/}: no $1, going on without" >&2
}

# secretHider, PyPI's `secrethider`, whose command is secrethider-redact. Its current version wants Python 3.12.
install_secrethider() { # folder of its virtual environment
  local python
  [[ -x $1/bin/secrethider-redact ]] && return
  mkdir -p "$(dirname "$1")"
  for python in python3.14 python3.13 python3.12 "$(pyenv root 2> /dev/null || true)"/versions/3.1[2-9]*/bin/python3 python3; do
    "$python" -c '' 2> /dev/null || continue
    rm -rf "$1"
    if "$python" -m venv "$1" 2> /dev/null && "$1/bin/pip" install -q secrethider > /dev/null 2>&1; then break; fi
  done
  [[ -x $1/bin/secrethider-redact ]] || echo "${0##*/}: secretHider cannot be had, going on without" >&2
}

# Our own program over simdjson, compiled for this processor.
install_simdjson_walk() { # where to put the program
  local source=Benchmarks/peers/simdjson-walk.cpp compiler=${CXX:-g++}
  [[ $1 -nt $source ]] && return
  mkdir -p "$(dirname "$1")"
  rm -f "$1"
  if ! command -v "$compiler" > /dev/null; then
    echo "${0##*/}: no $compiler, going on without simdjson" >&2
    return
  fi
  "$compiler" -std=c++17 -fsyntax-only -x c++ - <<< '#include <simdjson.h>' 2> /dev/null || apt_install libsimdjson-dev || true
  "$compiler" -std=c++17 -O3 -march=native -o "$1" "$source" -lsimdjson 2> /dev/null || echo "${0##*/}: simdjson cannot be had, going on without" >&2
}

# openpyxl, which reads and writes workbooks as objects.
install_openpyxl() { # folder of its virtual environment
  [[ -x $1/bin/python ]] && "$1/bin/python" -c 'import openpyxl' 2> /dev/null && return
  mkdir -p "$(dirname "$1")"
  rm -rf "$1"
  if ! python3 -m venv "$1" 2> /dev/null || ! "$1/bin/pip" install -q openpyxl > /dev/null 2>&1; then
    rm -rf "$1"
    echo "${0##*/}: openpyxl cannot be had" >&2
  fi
}
