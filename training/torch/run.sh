#!/bin/sh
# Runs a script of this folder on the CPU, with the OpenMP build of OpenBLAS where Debian has installed it: ./run.sh train_text.py --spec …
cd "$(dirname "$0")" || exit 1
export LD_LIBRARY_PATH="/usr/lib/x86_64-linux-gnu/openblas-openmp${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-$(nproc)}"
# Threads sleep at barriers instead of spinning: other work on the machine would otherwise stall every parallel region.
export OMP_WAIT_POLICY=passive
exec nice -n "${NICE:-5}" "${PYTHON:-/usr/bin/python3}" -W ignore "$@"
