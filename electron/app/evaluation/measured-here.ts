/** With what a report was measured: versions, machine and date. */
import { availableParallelism, cpus, totalmem } from 'node:os';
import type { ReportHead } from '../../../core/documents/evaluation-report.ts';
import { dependencies, version } from '../../../package.json';

export function measuredHere(): Pick<ReportHead, 'program' | 'machine' | 'date'> {
  return {
    program: { longsight: version, node: process.versions.node, runtime: dependencies['onnxruntime-node'] },
    machine: `${cpus()[0]?.model.trim() || 'unknown processor'}, ${availableParallelism()} cores, ${Math.round(totalmem() / 2 ** 30)} GiB, ${process.platform} ${process.arch}`,
    date: new Date().toISOString(),
  };
}
