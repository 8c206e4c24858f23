import { createMemoryClaimStore } from '@polychat/core';
import { formatMigrationReport } from '@polychat/routing';
import { type AppChats, createAppChats } from './app/chat.ts';
import type { Flags } from './app/flags.ts';
import { People } from './app/people.ts';
import type { Comparison } from './compare/compare.ts';
import { Ledger } from './compare/ledger.ts';
import { look } from './compare/look.ts';
import { wronglyCounted } from './compare/totals.ts';
import { vendorIds } from './compare/vendor-ids.ts';
import { describeEnd, describeLasting, describeStep } from './output.ts';
import { cast } from './scenario/cast.ts';
import { Player } from './scenario/play.ts';
import { PostMaker } from './scenario/posts.ts';
import { liveAtTencent, prepareZim } from './scenario/prepare.ts';
import { steps } from './scenario/steps.ts';
import { Random } from './world/random.ts';
import { startWorld, type World } from './world/vendors.ts';

/** What a run came to. */
export interface RunResult {
  readonly comparison: Comparison;
  /** What receipts, report and inboxes do not agree about, in words; empty when all is well. */
  readonly faults: readonly string[];
}

/** Moves the app, and compares after each week and at the end. The same seed gives the same move. */
export async function run(seed: number, print: (text: string) => void): Promise<RunResult> {
  const world = await startWorld();
  try {
    return await world.clock.finish(move(world, seed, print), Number.POSITIVE_INFINITY);
  } finally {
    await world.close();
  }
}

async function move(world: World, seed: number, print: (text: string) => void): Promise<RunResult> {
  const people = new People();
  const flags: Flags = { stage: 'off', rollout: 1 };
  const ledger = new Ledger();
  const emulators = Object.values(world.vendors);

  // One server that rehearses, and after it one that does not. They share the store of claims, as servers do.
  const claims = createMemoryClaimStore({ clock: world.clock });
  const start = (rehearse: boolean): AppChats =>
    createAppChats({
      accounts: world.vendors,
      people,
      flags,
      rehearse,
      claims,
      options: { clock: world.clock, transport: world.network.transport },
      onMissing: (missing) => ledger.missing(missing),
    });
  const [rehearsing, live] = [start(true), start(false)];
  const idAt = vendorIds(rehearsing.zimIds.mapping);

  liveAtTencent(world, people);
  for (const line of await prepareZim(rehearsing, world, people, idAt)) print(line);

  const posts = new PostMaker(people, cast, new Random(seed));
  const player = new Player({ world, people, flags, posts, ledger, idAt });
  const faults: string[] = [];
  for (const [index, step] of steps.entries()) {
    const troubles = await player.play(step, step.rehearse ? rehearsing.chat : live.chat);
    const entries = ledger.entries.filter((entry) => entry.step === step);
    const comparison = look(entries, emulators, idAt);
    faults.push(...comparison.faults);
    print(`\n${describeStep({ week: index + 1, step, troubles, comparison })}`);
  }

  const comparison = look(ledger.entries, emulators, idAt);
  const reports = [rehearsing.chat.report(), live.chat.report()];
  faults.push(...comparison.faults, ...wronglyCounted(reports, ledger.entries, comparison));
  for (const report of reports) print(`\n${formatMigrationReport(report)}`);
  print(`\n${describeLasting(live.chat.report())}`);
  await Promise.all([rehearsing.chat.close(), live.chat.close()]);
  const different = [...new Set(faults)];
  print(`\n${describeEnd(comparison, different)}`);
  return { comparison, faults: different };
}
