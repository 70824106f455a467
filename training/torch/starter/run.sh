#!/bin/sh
# Runs a program of this folder on the CPU, from the root of the checkout: training/torch/starter/run.sh train_text --spec …
# PYTHON (default: python3), OMP_NUM_THREADS (default: all cores) and NICE (default: 5) can be set outside.
cd "$(dirname "$0")/../../.." || exit 1
# Debian's OpenMP build of OpenBLAS, where it is installed.
export LD_LIBRARY_PATH="/usr/lib/x86_64-linux-gnu/openblas-openmp${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}"
export OMP_NUM_THREADS="${OMP_NUM_THREADS:-$(nproc)}"
# Threads sleep at barriers. If they spin, any other work on the machine stalls every parallel region.
export OMP_WAIT_POLICY=passive
# Freed memory is kept for the next step, in large pages. Returning it to the system costs a third of a step in page faults.
export GLIBC_TUNABLES="${GLIBC_TUNABLES:-glibc.malloc.hugetlb=1}" MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=17179869184 MALLOC_TOP_PAD_=268435456
program="training.torch.starter.${1:?name a program, such as train_text}"
shift
exec nice -n "${NICE:-5}" "${PYTHON:-python3}" -W ignore -m "$program" "$@"
