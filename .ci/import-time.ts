/**
 * Prints the CPU time of importing the packages beside the last figures. Never fails: how fast a machine is, is no
 * fault of a change. `--write` writes the figures down.
 */
import { measureImports } from '../packages/bench/src/parts/imports.ts';
import { printFigures } from './figures.ts';

const { title, method, figures } = await measureImports({ messages: 1, rounds: 3, inFlight: 1, only: [] });
console.log(`${title}. ${method}.`);
printFigures(
  figures.map(({ what, measured, goal }) => ({
    name: what,
    unit: 'ms',
    now: Math.round(measured.median),
    goal: goal?.value,
  })),
);
