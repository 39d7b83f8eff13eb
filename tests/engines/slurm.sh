#!/bin/bash
# Runs gen/batch/floorline.sbatch under a Slurm of its own: slurmctld and slurmd on loopback, in a folder that goes
# away. `slurm.sh PROGRAM`. Status 77 where Slurm is not installed or does not start: nothing is shown then.
set -e
program=$(realpath "$1")
for tool in slurmctld slurmd sbatch squeue; do command -v $tool >/dev/null || { echo "no $tool"; exit 77; }; done
work=$(mktemp -d /tmp/floorline-slurm-XXXXXX)
stop() { for f in "$work"/*.pid; do [ ! -f "$f" ] || kill "$(cat "$f")" 2>/dev/null || :; done; sleep 1; rm -rf "$work"; }
trap stop EXIT
host=$(hostname -s) user=$(id -un)
export SLURM_CONF=$work/slurm.conf
mkdir "$work/state" "$work/spool"
cat >"$SLURM_CONF" <<END
ClusterName=loopback
SlurmctldHost=$host(127.0.0.1)
AuthType=auth/none
CredType=cred/none
SlurmUser=$user
SlurmdUser=$user
SlurmctldPort=$((20000 + $$ % 10000))
SlurmdPort=$((30000 + $$ % 10000))
SlurmctldPidFile=$work/slurmctld.pid
SlurmdPidFile=$work/slurmd.pid
SlurmctldLogFile=$work/slurmctld.log
SlurmdLogFile=$work/slurmd.log
StateSaveLocation=$work/state
SlurmdSpoolDir=$work/spool
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
SelectType=select/cons_tres
SelectTypeParameters=CR_CPU
JobAcctGatherType=jobacct_gather/none
SchedulerParameters=sched_interval=1
MpiDefault=none
ReturnToService=2
NodeName=$host NodeAddr=127.0.0.1 CPUs=$(nproc) State=UNKNOWN
PartitionName=all Nodes=$host Default=YES MaxTime=INFINITE State=UP
END
printf 'CgroupPlugin=cgroup/v1\nConstrainCores=no\nConstrainRAMSpace=no\n' >"$work/cgroup.conf"
{ slurmctld && slurmd; } >"$work/started" 2>&1 || { cat "$work/started"; exit 77; }
for i in $(seq 20); do [ "$(sinfo -h -o %t 2>/dev/null)" = idle ] && break; sleep 0.5; done
[ "$(sinfo -h -o %t)" = idle ] || { sinfo; tail -5 "$work"/*.log; exit 77; }

mkdir "$work/specs"
for i in $(seq 12); do
    printf 'title: Report %d\nmodel: gpt-13b\ncluster: {accelerator: a100-sxm-40gb, count: 2}\nworkload: {batch_sizes: [1], contexts: [512], prompt_tokens: %d, output_tokens: 8}\n' \
        "$i" "$i" >"$work/specs/s$i.yaml"
done
"$program" report "$work"/specs/*.yaml -o "$work/alone" -q
export FLOORLINE=$program
sbatch --array=1-3 --chdir="$PWD" --output="$work/job-%a.txt" --wait gen/batch/floorline.sbatch "$work/out" "$work"/specs/*.yaml
diff -r "$work/alone" "$work/out"
echo "$(ls "$work/out" | wc -l) reports by an array of 3 jobs under $(slurmctld -V), the same as by one process"
