import { setTimeout as pause } from 'node:timers/promises';
import type { Recorder } from '../http/recorder.ts';
import type { RequestRecord } from '../http/request-record.ts';
import { vendorModules } from '../vendors.ts';
import { resendHeader } from './resend-header.ts';

/** What belongs to one connection or one body, and is made anew. */
const ownHeaders = new Set([
  'host',
  'connection',
  'content-length',
  'transfer-encoding',
  'keep-alive',
  'expect',
]);

/** A fault may keep the reply back for ever. */
const limitMs = 60_000;

/**
 * Sends a recorded request again, byte for byte, with its old signature.
 *
 * @param url the emulator's own address
 * @returns the new request's record, as soon as it arrived; it may have no reply yet
 */
export async function resendRequest(
  recorder: Recorder,
  record: RequestRecord,
  url: string,
): Promise<RequestRecord | undefined> {
  const headers = new Headers({ [resendHeader]: String(record.id) });
  for (const [name, value] of Object.entries(record.headers)) {
    if (value !== undefined && !ownHeaders.has(name)) headers.set(name, String(value));
  }
  const [newest] = recorder.newestFirst();
  const arrived = () => resent(recorder, record.id, newest?.id ?? 0);
  let settled = false;
  fetch(`${url}${vendorModules[record.vendor].path}${record.url}`, {
    method: record.method,
    headers,
    ...(record.method === 'GET' || record.body === '' ? {} : { body: record.body }),
    signal: AbortSignal.timeout(limitMs),
  })
    .then((response) => response.arrayBuffer())
    // Whatever became of it stands in the record.
    .catch(() => undefined)
    .finally(() => {
      settled = true;
    });
  while (!settled && arrived() === undefined) await pause(5);
  return arrived();
}

function resent(recorder: Recorder, original: number, after: number): RequestRecord | undefined {
  for (const record of recorder.newestFirst()) {
    if (record.id <= after) return undefined;
    if (record.headers[resendHeader] === String(original)) return record;
  }
  return undefined;
}
