import { createChat } from '@polychat/core';
import { cpuSince } from '../measure.ts';
import { message } from '../message.ts';
import type { Figure, PartReport } from '../report.ts';
import type { Sizes } from '../sizes.ts';
import { estimate } from '../statistics.ts';
import { vendors } from '../vendors.ts';

const count = 10_000;
/** Each is wrong in another way: a character that no vendor allows, too long, empty. Both vendors refuse them all. */
const badIds = Array.from({ length: count }, (_, index) => {
  const kinds = [`bad\u0001${index}`, `${'x'.repeat(40)}${index}`, ''];
  return kinds[index % kinds.length] ?? '';
});

/** How long `check` takes to find ten thousand bad user ids. */
export async function measureCheck({ rounds }: Sizes): Promise<PartReport> {
  const runs = rounds * 3;
  const figures: Figure[] = [];
  for (const vendor of vendors) {
    const chat = createChat(vendor.adapter());
    const milliseconds: number[] = [];
    for (let run = 0; run < runs; run += 1) {
      const cpu = process.cpuUsage();
      const findings = chat.check({ ...message, to: badIds });
      milliseconds.push(cpuSince(cpu) / 1000);
      if (findings.length === 0) throw new Error('check found nothing');
    }
    await chat.close();
    const [first = Number.NaN, ...others] = milliseconds;
    figures.push(
      {
        what: `${vendor.name}: check, CPU of the first call`,
        unit: 'ms',
        measured: estimate([first]),
      },
      {
        what: `${vendor.name}: check of 10,000 bad ids, CPU`,
        unit: 'ms',
        measured: estimate(others),
        goal: { is: 'at most', value: 60 },
      },
    );
  }
  return {
    title: 'check of 10,000 bad user ids',
    method: `${runs} calls, the first of them apart`,
    figures,
  };
}
