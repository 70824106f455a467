#!/bin/sh
# Runs a script of this folder on the CPU, with the OpenMP build of OpenBLAS where Debian has installed it: ./run.sh train_text.py --spec …
cd "$(dirname "$0")" || exit 1
export LD_LIBRARY_PATH="/usr/lib/x86_64-linux-gnu/openblas-openmp${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-$(nproc)}"
# Threads sleep at barriers instead of spinning: other work on the machine would otherwise stall every parallel region.
export OMP_WAIT_POLICY=passive
# Freed memory is kept for the next step, in large pages: given back to the system each time, it costs a third of the time again in page faults.
export GLIBC_TUNABLES="${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}" MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456
exec nice -n "${NICE:-5}" "${PYTHON:-/usr/bin/python3}" -W ignore "$@"
