import { tracingChannel } from 'node:diagnostics_channel';
import { diag } from '@opentelemetry/api';
import type { CallTrace, SendTrace } from '@polychat/core';
import type { Operation } from './operation.ts';

/** The channels of core, and what their listeners are given. */
interface Traces {
  readonly 'polychat:send': SendTrace;
  readonly 'polychat:call': CallTrace;
}

/** What an operation is given at its end, beside what core says: what it threw. */
type Ended<Trace> = Trace & { readonly error?: unknown };

/** Makes operations of what a channel says, and ends them. Returns what stops it. */
export function follow<Name extends keyof Traces>(
  name: Name,
  begin: (trace: Traces[Name]) => Operation<Ended<Traces[Name]>>,
): () => void {
  const underWay = new WeakMap<object, Operation<Ended<Traces[Name]>>>();
  const listeners = {
    start: safely((trace: Traces[Name]) => {
      const operation = begin(trace);
      underWay.set(trace, operation);
      operation.enter();
    }),
    end: safely((trace: Traces[Name]) => underWay.get(trace)?.leave()),
    asyncStart() {},
    asyncEnd: safely((trace: Ended<Traces[Name]>) => {
      underWay.get(trace)?.end(trace);
      underWay.delete(trace);
    }),
    error() {},
  };
  const channel = tracingChannel<unknown, object>(name);
  channel.subscribe(listeners as never);
  return () => channel.unsubscribe(listeners as never);
}

/** What a listener throws would end the process. */
function safely<Trace>(listener: (trace: Trace) => void): (trace: Trace) => void {
  return (trace) => {
    try {
      listener(trace);
    } catch (error) {
      diag.error('@polychat/opentelemetry failed', String(error));
    }
  };
}
