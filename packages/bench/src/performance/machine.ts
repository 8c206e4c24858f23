import { availableParallelism, cpus, loadavg, release, totalmem, type } from 'node:os';

/** The machine and the runtime in one sentence: a figure says nothing without them. No name of a host, no path. */
export function machineSentence(): string {
  const [load = 0] = loadavg();
  const model = cpus()[0]?.model.trim() ?? 'of an unknown kind';
  const cores = availableParallelism();
  const gigabytes = Math.round(totalmem() / 2 ** 30);
  const kernel = release().split('.', 2).join('.');
  const hardware = `${cores} ${cores === 1 ? 'core' : 'cores'} (${model}), ${gigabytes} GB`;
  return `${hardware}, ${type()} ${kernel}, Node ${process.versions.node} with V8 ${process.versions.v8}; load ${load.toFixed(1)} at the start.`;
}
