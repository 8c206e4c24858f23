import type { Counter, Histogram, Meter } from '@opentelemetry/api';
import { metricNames } from './names.ts';

/** What is measured. */
export interface Instruments {
  readonly operationDuration: Histogram;
  readonly sentMessages: Counter;
  readonly sendDuration: Histogram;
  readonly sendOutcomes: Counter;
  readonly wait: Histogram;
  readonly repeats: Counter;
}

/** The boundaries that the conventions ask for, in seconds; waits and whole sends may take longer. */
const operationBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];
const longBoundaries = [...operationBoundaries, 30, 60, 300, 900, 3_600];

export function createInstruments(meter: Meter): Instruments {
  const seconds = (name: string, description: string, explicitBucketBoundaries: number[]) =>
    meter.createHistogram(name, { unit: 's', description, advice: { explicitBucketBoundaries } });
  const counter = (name: string, unit: string, description: string) =>
    meter.createCounter(name, { unit, description });
  return {
    operationDuration: seconds(
      metricNames.operationDuration,
      'Duration of vendor calls, with their waits and repeats.',
      operationBoundaries,
    ),
    sentMessages: counter(metricNames.sentMessages, '{message}', 'Messages that vendor calls tried to send.'),
    sendDuration: seconds(
      metricNames.sendDuration,
      'Duration of sends, with all their calls.',
      longBoundaries,
    ),
    sendOutcomes: counter(metricNames.sendOutcomes, '{outcome}', 'Outcomes of sends, one for each item.'),
    wait: seconds(
      metricNames.wait,
      'How long vendor calls waited for capacity below a limit.',
      longBoundaries,
    ),
    repeats: counter(metricNames.repeats, '{repeat}', 'Attempts of vendor calls beyond the first.'),
  };
}
