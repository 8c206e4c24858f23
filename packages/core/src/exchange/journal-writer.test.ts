import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CallRecord, Journal } from '../ports/journal.ts';
import { turns } from '../testing/outcomes.ts';
import { expectNoUnhandledRejections } from '../testing/unhandled.ts';
import { JournalWriter, writerOf } from './journal-writer.ts';

expectNoUnhandledRejections();

const recordOf = (callId: string) => ({ callId }) as CallRecord;
const lasting = new AbortController().signal;

/** A journal whose commits end when the test says so. */
function heldJournal() {
  const commits: { readonly ids: readonly string[]; end(error?: Error): void }[] = [];
  const journal: Journal = {
    begin: (records) =>
      new Promise((resolve, reject) => {
        commits.push({
          ids: records.map(({ callId }) => callId),
          end: (error) => (error ? reject(error) : resolve()),
        });
      }),
  };
  return { journal, commits };
}

/** Stores records with these ids; the log says which were stored and which failed, in that order. */
function storing(writer: JournalWriter, log: string[], ...ids: readonly string[]) {
  return ids.map((id) =>
    writer.begin(recordOf(id), lasting).then(
      () => log.push(`${id} stored`),
      (error: Error) => log.push(`${id} failed: ${error.message}`),
    ),
  );
}

describe('a journal writer', () => {
  test('gathers what comes while a commit is under way into the next', async () => {
    const { journal, commits } = heldJournal();
    const writer = new JournalWriter(journal);
    const log: string[] = [];
    storing(writer, log, 'a', 'b', 'c');
    await turns();
    expect(commits.map(({ ids }) => ids)).toEqual([['a']]);
    expect(log).toEqual([]);
    commits[0]?.end();
    await turns();
    storing(writer, log, 'd');
    await turns();
    expect(log).toEqual(['a stored']);
    expect(commits.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c']]);
    commits[1]?.end();
    await turns();
    commits[2]?.end();
    await turns();
    expect(commits.map(({ ids }) => ids)).toEqual([['a'], ['b', 'c'], ['d']]);
    expect(log).toEqual(['a stored', 'b stored', 'c stored', 'd stored']);
  });

  test('fails everybody of a commit that fails, and goes on with the next', async () => {
    const { journal, commits } = heldJournal();
    const writer = new JournalWriter(journal);
    const log: string[] = [];
    storing(writer, log, 'a', 'b', 'c');
    commits[0]?.end();
    await turns();
    storing(writer, log, 'd');
    commits[1]?.end(new Error('disk full'));
    await turns();
    commits[2]?.end();
    await turns();
    expect(log).toEqual(['a stored', 'b failed: disk full', 'c failed: disk full', 'd stored']);
  });

  test('is at work again after a rest', async () => {
    const stored: string[] = [];
    const writer = new JournalWriter({
      begin: (records) => void stored.push(...records.map(({ callId }) => callId)),
    });
    await Promise.all(storing(writer, [], 'a'));
    await turns();
    await Promise.all(storing(writer, [], 'b'));
    expect(stored).toEqual(['a', 'b']);
  });

  test('takes what a journal throws at once for a failure', async () => {
    const log: string[] = [];
    const writer = new JournalWriter({
      begin: () => {
        throw new Error('no disk');
      },
    });
    await Promise.all(storing(writer, log, 'a', 'b'));
    expect(log).toEqual(['a failed: no disk', 'b failed: no disk']);
  });

  test('forgets who leaves before a commit began, but not who leaves during it', async () => {
    const { journal, commits } = heldJournal();
    const writer = new JournalWriter(journal);
    const leaving = new AbortController();
    void writer.begin(recordOf('first'), leaving.signal);
    for (let i = 0; i < 1_000; i += 1) void writer.begin(recordOf(`gone ${i}`), leaving.signal);
    void writer.begin(recordOf('stays'), lasting);
    leaving.abort();
    commits[0]?.end();
    await turns();
    expect(commits.map(({ ids }) => ids)).toEqual([['first'], ['stays']]);
  });

  test('is the same for all sends that share a journal', () => {
    const { journal } = heldJournal();
    expect(writerOf(journal)).toBe(writerOf(journal));
    expect(writerOf(journal)).not.toBe(writerOf(heldJournal().journal));
  });

  test('stores every record once, in order, and one commit at a time, whenever they come', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.nat(3), { maxLength: 30 }), async (pauses) => {
        const stored: string[] = [];
        let open = 0;
        const writer = new JournalWriter({
          async begin(records) {
            open += 1;
            expect(open).toBe(1);
            await null;
            await null;
            stored.push(...records.map(({ callId }) => callId));
            open -= 1;
          },
        });
        const ids = pauses.map((_, index) => `${index}`);
        const all = ids.map(async (id, index) => {
          for (let turn = 0; turn < (pauses[index] ?? 0); turn += 1) await null;
          await writer.begin(recordOf(id), lasting);
          expect(stored).toContain(id);
        });
        await Promise.all(all);
        expect(stored.toSorted()).toEqual(ids.toSorted());
      }),
      { numRuns: 50 },
    );
  });
});
